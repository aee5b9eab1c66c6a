/* Runs a host in this process, and gives the code with which it ends. `argv`: from CLAIM on. */
int run_host(int argc, char **argv);

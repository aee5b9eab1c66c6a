/* Runs a host so that nothing of its stage gets lost: every process that loses its parent becomes a child of this one, however
   it disguised itself. When the host ended by itself, what is left is ended. When it was killed, its agent is left to the
   worker, which finds everything below this process. usage: subreaper COMMAND ARG... | subreaper --host ARG... (see host.c) */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include "host.h"

extern char **environ;

static void end_children(void) {
  char path[64];
  int pid;
  FILE *list;
  snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
  list = fopen(path, "r");
  if (!list) return;
  while (fscanf(list, "%d", &pid) == 1) kill(pid, SIGKILL);
  fclose(list);
}

int main(int argc, char **argv) {
  int status, ended = 0, rounds = 0;
  pid_t host, pid;
  if (argc < 2 || prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) return 126;
  host = fork();
  if (host < 0) return 126;
  if (host == 0) {
    if (strcmp(argv[1], "--host") == 0) _exit(run_host(argc - 2, argv + 2));
    execvp(argv[1], argv + 1);
    _exit(127);
  }
  /* The mark of the request is for what may be ended; the folder is not ours to keep busy. */
  for (char **one = environ; *one; one++) memset(*one, 0, strlen(*one));
  if (chdir("/") != 0) return 126;
  for (;;) {
    pid = waitpid(-1, &status, ended ? WNOHANG : 0);
    if (pid < 0) return 0;
    if (pid == host && WIFEXITED(status)) ended = 1;
    if (pid != 0 || !ended) continue;
    /* Some ten seconds: what cannot be ended by then never will be. */
    if (rounds++ > 10000) return 1;
    end_children();
    usleep(1000);
  }
}

/* The agent host: claims a request, starts its agent in a session of its own, waits, leaves the result. The same files, in the same
   order, as host.sh, which is used where no compiler was; one process does here what takes nine there.
   Arguments: CLAIM JOURNAL DONE NONCE STDIN STDOUT STDERR LEASE ARGV...   (cwd: the work tree) */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "host.h"

enum { CLAIM, JOURNAL, DONE, NONCE, STDIN, STDOUT, STDERR, LEASE, PROGRAM };

/* Under this number the work tree is held open; whoever looks for leftovers knows it. */
#define LEASE_DESCRIPTOR 9
#define ROOM 4096
#define AHEAD (1024 * 1024)
#define LEASE_TRIES 400
#define LEASE_PAUSE_MS 5

static char *joined(const char *one, const char *two, const char *three) {
  char *text;
  if (asprintf(&text, "%s%s%s", one, two, three) < 0) _exit(1);
  return text;
}

static void pause_ms(long ms) {
  struct timespec time = {ms / 1000, ms % 1000 * 1000000L};
  nanosleep(&time, NULL);
}

/* True when all of it was written over the beginning of the file. */
static int put(const char *path, int flags, const char *text, size_t length) {
  int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0600);
  int whole = file >= 0 && write(file, text, length) == (ssize_t)length;
  if (file >= 0 && close(file) != 0) whole = 0;
  return whole;
}

/* The first line, without its end; empty when there is none. */
static void first_line(const char *path, char *text, size_t size) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  ssize_t length = file < 0 ? 0 : read(file, text, size - 1);
  if (file >= 0) close(file);
  text[length < 0 ? 0 : length] = 0;
  text[strcspn(text, "\n")] = 0;
}

/* Who a process is, as the worker reads it. */
static int put_identity(const char *path, int flags, pid_t pid, const char *boot) {
  char place[64], stat[1024], text[1200];
  const char *fields;
  snprintf(place, sizeof place, "/proc/%d/stat", (int)pid);
  first_line(place, stat, sizeof stat);
  fields = strrchr(stat, ')');
  fields = fields ? fields + 2 : stat;
  snprintf(text, sizeof text, "{\"pid\":%d,\"stat\":\"%s\",\"boot\":\"%s\"}\n", (int)pid, fields, boot);
  return put(path, flags, text, strlen(text));
}

static int is_there(const char *path) {
  struct stat seen;
  return stat(path, &seen) == 0;
}

/* The first result stays. It is written in the room that was taken for it; where even that fails this waits: an agent that has ended is paid
   for, and nobody else knows how. Named before it is synced: one that a power cut tears counts as lost, as one that has no name yet. */
static int leave(char **argv, int lease, const char *text) {
  const char *journal = argv[JOURNAL], *done = argv[DONE];
  char *result = joined(journal, "/result.", argv[NONCE]);
  int file;
  while (!put(result, 0, text, strlen(text))) {
    if (!is_there(journal)) return 1;
    pause_ms(1000);
  }
  if (lease >= 0) close(lease);
  while (link(result, done) != 0 && !is_there(done) && is_there(journal)) pause_ms(1000);
  file = open(result, O_WRONLY | O_CLOEXEC);
  if (file >= 0) fdatasync(file);
  return 0;
}

/* A lock on the work tree itself. The agent and its children hold it too, so it outlives a killed host. False when somebody else has it. */
static int leased(int *lease) {
  int tree = open(".", O_RDONLY | O_DIRECTORY);
  *lease = tree < 0 ? -1 : dup2(tree, LEASE_DESCRIPTOR);
  if (tree >= 0 && tree != LEASE_DESCRIPTOR) close(tree);
  for (int tries = 0; *lease >= 0 && flock(*lease, LOCK_EX | LOCK_NB) != 0; tries++) {
    if (errno != EWOULDBLOCK) return 1;
    if (tries == LEASE_TRIES) return 0;
    pause_ms(LEASE_PAUSE_MS);
  }
  return 1;
}

/* The disk may be full when the agent ends: room for what is written then is taken now. */
static int take_room(const char *path) {
  char spaces[ROOM];
  memset(spaces, ' ', sizeof spaces);
  spaces[ROOM - 1] = '\n';
  return put(path, O_TRUNC, spaces, sizeof spaces);
}

static void take_output_room(const char *path) {
  int file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) return;
  if (fallocate(file, FALLOC_FL_KEEP_SIZE, 0, AHEAD) != 0) errno = 0;
  close(file);
}

/* Through the pipe of an agent that is spoken to come the words of a file, then whatever a worker says. It is held open until a worker opens
   the other pipe. */
static void feed(const char *pipe, const char *end, const char *words, int lease) {
  char bytes[8192];
  ssize_t length;
  int to, from;
  if (fork() != 0) return;
  if (lease >= 0) close(lease);
  to = open(pipe, O_WRONLY);
  from = open(words, O_RDONLY | O_CLOEXEC);
  while (from >= 0 && (length = read(from, bytes, sizeof bytes)) > 0)
    for (ssize_t at = 0, wrote; at < length; at += wrote)
      if ((wrote = write(to, bytes + at, length - at)) < 0) _exit(1);
  from = open(end, O_RDONLY | O_CLOEXEC);
  while (from >= 0 && read(from, bytes, 1) > 0 && bytes[0] != '\n') continue;
  _exit(0);
}

/* Does not return. Signals of a terminal are ignored, as a shell has it for what it starts in the background. */
static void become_agent(char **argv, const char *words, mode_t mask) {
  int in, out, err, why;
  setsid();
  signal(SIGINT, SIG_IGN);
  signal(SIGQUIT, SIG_IGN);
  in = open(words, O_RDONLY | O_CLOEXEC);
  out = open(argv[STDOUT], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  err = open(argv[STDERR], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (in < 0 || out < 0 || err < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(err, 2) < 0) _exit(2);
  umask(mask);
  execvp(argv[PROGRAM], argv + PROGRAM);
  why = errno;
  dprintf(2, "host: failed to execute %s: %s\n", argv[PROGRAM], strerror(why));
  _exit(why == ENOENT ? 127 : 126);
}

int run_host(int argc, char **argv) {
  char boot[64], text[64], *mine, *pipe;
  const char *words;
  mode_t mask = umask(077);
  int lease = -1, status;
  pid_t agent;
  if (argc <= PROGRAM) return 2;
  first_line("/proc/sys/kernel/random/boot_id", boot, sizeof boot);
  mine = joined(argv[JOURNAL], "/claim.", argv[NONCE]);
  if (!put_identity(mine, O_TRUNC, getpid(), boot)) return 1;
  if (link(mine, argv[CLAIM]) != 0) return 0;
  if (strcmp(argv[LEASE], "foreground") == 0 && !leased(&lease)) return leave(argv, lease, "{\"kind\":\"busy\"}\n");
  if (!take_room(joined(argv[JOURNAL], "/result.", argv[NONCE]))) return 1;
  if (!take_room(joined(argv[JOURNAL], "/agent", ""))) return 1;
  take_output_room(argv[STDOUT]);
  if (!put(joined(argv[CLAIM], ".spawning", ""), O_TRUNC, "", 0)) return 1;
  words = argv[STDIN];
  pipe = joined(argv[JOURNAL], "/pipe", "");
  struct stat seen;
  if (stat(pipe, &seen) == 0 && S_ISFIFO(seen.st_mode)) {
    feed(pipe, joined(pipe, ".end", ""), words, lease);
    words = pipe;
  }
  agent = fork();
  if (agent < 0) return 1;
  if (agent == 0) become_agent(argv, words, mask);
  put_identity(joined(argv[JOURNAL], "/agent", ""), 0, agent, boot);
  while (waitpid(agent, &status, 0) < 0 && errno == EINTR) continue;
  snprintf(text, sizeof text, "{\"kind\":\"exited\",\"status\":%d}\n",
           WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
  return leave(argv, lease, text);
}

/* Starts programs for a worker, each in a session of its own, without what a fork of the worker costs. What to start comes through stdin; when that
   ends, this ends, and what it started goes on. It says nothing of what comes of a start: whoever asks looks for that.
   A start is its length in bytes (four, lowest first), then texts, each with a NUL behind it: the folder, how many variables there are, the
   variables, the program and its arguments. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

/* False at the end of stdin, also where that comes too early. */
static int take(char *to, size_t length) {
  ssize_t got;
  for (size_t at = 0; at < length; at += got)
    if ((got = read(0, to + at, length - at)) <= 0) {
      if (got == 0 || errno != EINTR) return 0;
      got = 0;
    }
  return 1;
}

/* So many texts from here on, and a NULL behind them; `at` goes behind the last. */
static char **list(char **at, size_t count) {
  char **texts = calloc(count + 1, sizeof *texts);
  if (!texts) _exit(127);
  for (size_t one = 0; one < count; one++, *at += strlen(*at) + 1) texts[one] = *at;
  return texts;
}

/* Does not return. */
static void become(char *text, size_t length) {
  size_t count = 0, variables;
  char *at = text, **head, **argv;
  int nothing = open("/dev/null", O_RDWR);
  for (size_t one = 0; one < length; one++) count += text[one] == 0;
  if (count < 3 || text[length - 1] != 0) _exit(127);
  head = list(&at, 2);
  variables = strtoul(head[1], NULL, 10);
  if (variables > count - 3) _exit(127);
  environ = list(&at, variables);
  argv = list(&at, count - 2 - variables);
  signal(SIGCHLD, SIG_DFL);
  if (nothing < 0 || dup2(nothing, 0) < 0 || dup2(nothing, 1) < 0 || dup2(nothing, 2) < 0) _exit(127);
  if (nothing > 2) close(nothing);
  if (setsid() < 0 || chdir(head[0]) != 0) _exit(127);
  execvp(argv[0], argv);
  _exit(127);
}

int main(void) {
  unsigned char size[4];
  /* Those that ended take leave by themselves. */
  signal(SIGCHLD, SIG_IGN);
  while (take((char *)size, sizeof size)) {
    size_t length = size[0] | size[1] << 8 | size[2] << 16 | (size_t)size[3] << 24;
    char *text = malloc(length + 1);
    if (!text || !take(text, length)) return 1;
    if (length > 0 && fork() == 0) become(text, length);
    explicit_bzero(text, length);
    free(text);
  }
  return 0;
}

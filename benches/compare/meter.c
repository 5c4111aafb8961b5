/* Runs a command and writes to FILE what the system says of it: wall seconds, processor seconds, peak memory in MB.
 *
 *   meter FILE COMMAND [ARGUMENT]...
 *
 * A program of its own, and small: the system counts the memory of whoever starts a command as the command's, so that
 * nothing started by a large interpreter seems smaller than the interpreter.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    const double began = seconds();
    const pid_t child = fork();
    if (child < 0)
        return 2;
    if (child == 0)
    {
        execvp(argv[2], argv + 2);
        perror(argv[2]);
        _exit(127);
    }
    int status = 0;
    struct rusage used;
    if (wait4(child, &status, 0, &used) < 0)
        return 2;
    const double wall = seconds() - began;
    const double processor = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
                             1e-6 * (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
    FILE *out = fopen(argv[1], "w");
    if (out == NULL)
        return 2;
    /* Linux counts in units of 1024 bytes. */
    fprintf(out, "%.6f %.6f %.3f\n", wall, processor, (double)used.ru_maxrss * 1024.0 / 1e6);
    fclose(out);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

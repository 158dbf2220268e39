/* A file system that lacks what network file systems lack, for files named *.sqlite*:
   with NOMAP=1 memory that programs share, with NOLOCK=ERRNO locks.
   gcc -shared -fPIC -o no_locks.so no_locks.c -ldl; LD_PRELOAD=./no_locks.so PROGRAM */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static int is_store(int fd) {
    char link[64], path[512];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return strstr(path, ".sqlite") != 0;
}

static int refused(int fd, int command, void *argument) {
    char *number = getenv("NOLOCK");
    if (!number || (command != F_SETLK && command != F_SETLKW) || !is_store(fd)) return 0;
    if (((struct flock *)argument)->l_type == F_UNLCK) return 0;
    errno = atoi(number);
    return 1;
}

int fcntl64(int fd, int command, ...) {
    static int (*real)(int, int, ...);
    if (!real) real = dlsym(RTLD_NEXT, "fcntl64");
    va_list rest;
    va_start(rest, command);
    void *argument = va_arg(rest, void *);
    va_end(rest);
    return refused(fd, command, argument) ? -1 : real(fd, command, argument);
}

int fcntl(int fd, int command, ...) {
    static int (*real)(int, int, ...);
    if (!real) real = dlsym(RTLD_NEXT, "fcntl");
    va_list rest;
    va_start(rest, command);
    void *argument = va_arg(rest, void *);
    va_end(rest);
    return refused(fd, command, argument) ? -1 : real(fd, command, argument);
}

void *mmap64(void *at, size_t size, int rights, int flags, int fd, off64_t offset) {
    static void *(*real)(void *, size_t, int, int, int, off64_t);
    if (!real) real = dlsym(RTLD_NEXT, "mmap64");
    if (getenv("NOMAP") && fd >= 0 && (flags & MAP_SHARED) && is_store(fd)) {
        errno = ENODEV;
        return MAP_FAILED;
    }
    return real(at, size, rights, flags, fd, offset);
}

void *mmap(void *at, size_t size, int rights, int flags, int fd, off_t offset) {
    return mmap64(at, size, rights, flags, fd, offset);
}

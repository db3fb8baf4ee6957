#pragma once
#include <uv.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

/* The C library declares these only under _GNU_SOURCE, which Swift does not define. */
extern int accept4(int descriptor, struct sockaddr *address, socklen_t *length, int flags);
extern int pthread_setname_np(pthread_t thread, const char *name);

/* VMware's VMCI socket interface, as far as libzmq calls it, on Linux's own: VMCI's addresses and options became those of
   AF_VSOCK when the kernel took the driver in (Linux 3.9), so that no header and no library of VMware's is needed.
   Where the kernel has no vsock, socket(2) says so with EAFNOSUPPORT. */
#ifndef ZMQ_SYS_VMCI_SOCKETS_H
#define ZMQ_SYS_VMCI_SOCKETS_H

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/vm_sockets.h>

#define SO_VMCI_BUFFER_SIZE SO_VM_SOCKETS_BUFFER_SIZE
#define SO_VMCI_BUFFER_MIN_SIZE SO_VM_SOCKETS_BUFFER_MIN_SIZE
#define SO_VMCI_BUFFER_MAX_SIZE SO_VM_SOCKETS_BUFFER_MAX_SIZE
#define SO_VMCI_CONNECT_TIMEOUT SO_VM_SOCKETS_CONNECT_TIMEOUT

/* The address family. VMware's driver has it for as long as a descriptor is open; Linux's is constant and needs none. */
static inline int VMCISock_GetAFValueFd (int *fd)
{
    *fd = -1;
    return AF_VSOCK;
}

static inline void VMCISock_ReleaseAFValueFd (int fd)
{
    (void) fd;
}

/* The context id of this machine, or VMADDR_CID_ANY where there is none. */
static inline unsigned int VMCISock_GetLocalCID (void)
{
    unsigned int cid = VMADDR_CID_ANY;
    const int fd = open ("/dev/vsock", O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
        if (ioctl (fd, IOCTL_VM_SOCKETS_GET_LOCAL_CID, &cid) != 0)
            cid = VMADDR_CID_ANY;
        close (fd);
    }
    return cid;
}

#endif

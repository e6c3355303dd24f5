/* A secret key of another length is an error, and is not decoded over the end of what holds it. */
#include "check.h"

int main (void)
{
    static const char filling[] = "00000000000000000000000000000000000000000000000000000000000000000000000000000000";
    char public_key[41], secret_key[41], again[41], other[81];
    watchdog (20);
    if (!zmq_has ("curve"))
        return 0;
    CHECK (zmq_curve_keypair (public_key, secret_key) == 0);
    CHECK (zmq_curve_public (again, secret_key) == 0);
    CHECK (strcmp (again, public_key) == 0);
    for (int length = 0; length <= 80; length += 5) {
        if (length == 40)
            continue;
        memcpy (other, filling, length);
        other[length] = '\0';
        CHECK_ERRNO (zmq_curve_public (again, other), EINVAL);
    }
    secret_key[0] = '~';
    CHECK_ERRNO (zmq_curve_public (again, secret_key), EINVAL);
    return 0;
}

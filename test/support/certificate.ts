/**
 * A certificate of its own authority for `localhost` and 127.0.0.1, valid from 2020 to 2120, and its key. It is no secret:
 * only servers of tests use it.
 */
export const certificate: { readonly cert: string; readonly key: string } = {
  cert: `-----BEGIN CERTIFICATE-----
MIIBeDCCAR2gAwIBAgIBATAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhv
c3QwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBQxEjAQBgNVBAMM
CWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABEaaPBu36ysc0L3t
UtaN302jGEPm7hNTGgCIyYfmraKitw7aXVe+mzQgisMpgf3QY4Ikwkq4/VY+Z4lh
/HhLh0ajXjBcMA8GA1UdEwEB/wQFMAMBAf8wKgYDVR0RBCMwIYIJbG9jYWxob3N0
gg5tb2RlbC5pbnRlcm5hbIcEfwAAATAdBgNVHQ4EFgQUrbFYkVjVnVJ8noHJh6Rw
fBhPElQwCgYIKoZIzj0EAwIDSQAwRgIhAL+6Mq1AKDomGoBXEQLFl5nyAwD13a7o
uqpLtYL1dHDdAiEA+YYzK7ijgSk2yh/h2n+ojUXPQrlx0aahA5yLz23M0GE=
-----END CERTIFICATE-----`,
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgzLHECCIg8AycoeXH
SXJJuAf/89cKabuaxxeIvODWwQqhRANCAARGmjwbt+srHNC97VLWjd9NoxhD5u4T
UxoAiMmH5q2iorcO2l1Xvps0IIrDKYH90GOCJMJKuP1WPmeJYfx4S4dG
-----END PRIVATE KEY-----`,
}

// SPDX-License-Identifier: Apache-2.0

// A process that ends itself by a signal, or without its exit handlers, writes down nothing that it
// has counted. One that means to comes here first, by the linker's --wrap.

extern "C" {

void __gcov_dump();
void __gcov_reset();
int __real_raise(int signal);
int __wrap_raise(int signal);
[[noreturn]] void __real__Exit(int code);
[[noreturn]] void __wrap__Exit(int code);

int __wrap_raise(int signal) {
    __gcov_dump();
    __gcov_reset(); // or nothing is written that is counted after this
    return __real_raise(signal);
}

void __wrap__Exit(int code) {
    __gcov_dump();
    __real__Exit(code);
}
}

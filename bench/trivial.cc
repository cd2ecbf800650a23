// The smallest program to compare a run of EMProfileUpdate with: it says one line and ends. The
// bench script pads it to the same size.
#include <cstdio>

int main() { return std::puts("EMProfileUpdate") < 0; }

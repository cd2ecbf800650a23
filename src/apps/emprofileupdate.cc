#include "base/system.h"

int main() { return repoint::WriteStdout("EMProfileUpdate " REPOINT_VERSION "\n") ? 0 : 10; }

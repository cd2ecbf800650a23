// The library's own handler names the type of an uncaught exception, for which it brings a
// demangler along. Ours ends the program; what can be caught is caught in main.
#include <cstdlib>

namespace __gnu_cxx {

[[noreturn]] void __verbose_terminate_handler() { std::abort(); }

}  // namespace __gnu_cxx

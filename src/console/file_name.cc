#include "console/file_name.h"

#include <algorithm>

#include "base/text.h"

namespace repoint::console {
namespace {

constexpr std::string_view kDevices[] = {"con", "prn", "aux", "nul"};
constexpr std::string_view kNumbered[] = {"com", "lpt"};

}  // namespace

bool IsDeviceName(std::string_view file_name) {
  // Windows drops blanks at the end of a name.
  const std::string base = FoldAscii(Trim(file_name.substr(0, file_name.find('.'))));
  if (std::ranges::find(kDevices, base) != std::end(kDevices)) return true;
  return base.size() == 4 && base[3] >= '1' && base[3] <= '9' &&
         std::ranges::find(kNumbered, std::string_view(base).substr(0, 3)) != std::end(kNumbered);
}

}  // namespace repoint::console

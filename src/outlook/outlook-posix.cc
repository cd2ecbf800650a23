#include "outlook/no_outlook.h"

namespace repoint {

std::unique_ptr<Outlook> SystemOutlook(Registry&, Registry&, Registry&, std::string) {
  return std::make_unique<NoOutlook>();
}

}  // namespace repoint

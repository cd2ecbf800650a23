// How an explicit mapping names an object.
#ifndef REPOINT_CONSOLE_MAPPING_H_
#define REPOINT_CONSOLE_MAPPING_H_

#include <string_view>

#include "base/result.h"
#include "console/stored_object.h"

namespace repoint::console {

// The key of a DN ("/o=...", "X500:/o=...") or of an SMTP address ("a@b", "smtp:a@b"). kUsage for
// anything else.
Result<ObjectKey> MappingKey(std::string_view text);

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_MAPPING_H_

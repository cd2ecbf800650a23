// A tree of keys as a registry export of its own, as regedit writes one.
#ifndef REPOINT_REGISTRY_REG_EXPORT_H_
#define REPOINT_REGISTRY_REG_EXPORT_H_

#include <string_view>

#include "base/result.h"
#include "registry/registry.h"
#include "regtext/regtext.h"

namespace repoint {

// The bytes of an export in version 5 of the key `full_key` ("HKEY_CURRENT_USER\Software") with
// what `tree` holds: UTF-16LE with a byte order mark, or UTF-8 without. kUnsupported, naming the
// place, for a name that no export can hold (line breaks, zeros, a '\' in the name of a key) or, in
// UTF-8, half a surrogate pair.
Result<Bytes> ExportTree(const KeyTree& tree, std::string_view full_key,
                         regtext::Encoding encoding);

}  // namespace repoint

#endif  // REPOINT_REGISTRY_REG_EXPORT_H_

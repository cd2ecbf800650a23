// Base64 (RFC 4648 section 4), for PEM and signatures.
#ifndef REPOINT_LIST_BASE64_H_
#define REPOINT_LIST_BASE64_H_

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace repoint::list {

std::string Base64Encode(ByteView bytes);
// Spaces and line ends are skipped; nullopt for other characters or a wrong length.
std::optional<Bytes> Base64Decode(std::string_view text);

}  // namespace repoint::list

#endif  // REPOINT_LIST_BASE64_H_

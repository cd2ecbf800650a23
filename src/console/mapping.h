// How files that people write name objects: the mapping, and the mailboxes that are asked for.
#ifndef REPOINT_CONSOLE_MAPPING_H_
#define REPOINT_CONSOLE_MAPPING_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "base/result.h"
#include "console/stored_object.h"
#include "list/row.h"

namespace repoint::console {

// The key of a DN ("/o=...", "X500:/o=...") or of an SMTP address ("a@b", "smtp:a@b", ASCII).
// kUsage for anything else.
Result<ObjectKey> MappingKey(std::string_view text);

// A file of addresses and DNs, one a line, as list keys. UTF-8, UTF-16 with BOM or Windows-1252;
// lines that begin with '#' are comments. kUsage names the line that is neither, and refuses a file
// without any.
Result<std::vector<list::Key>> ReadKeyFile(FileSystem& files, const std::string& path);

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_MAPPING_H_

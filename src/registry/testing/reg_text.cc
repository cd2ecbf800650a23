#include "registry/testing/reg_text.h"

#include <cstdio>
#include <cstdlib>
#include <string>

#include "registry/regfile_import.h"
#include "registry/regfile_root.h"

namespace repoint {
namespace {

template <typename T>
T OrAbort(Result<T> result) {
  if (result) return *std::move(result);
  std::fprintf(stderr, "LoadRegText: %s\n", result.error().ToString().c_str());
  std::abort();
}

}  // namespace

MemoryRegistry LoadRegText(std::string_view reg_text) {
  const bool signed_text = reg_text.starts_with("Windows Registry Editor") ||
                           reg_text.starts_with("REGEDIT4") || reg_text.starts_with("\xFF\xFE");
  std::string file = signed_text ? "" : "Windows Registry Editor Version 5.00\n";
  file += reg_text;
  const regtext::Document document = OrAbort(regtext::Parse(AsBytes(file)));
  const UserRoot root = OrAbort(FindUserRoot(document));
  return MemoryRegistry("reg text", OrAbort(ImportKeys(document, root)));
}

}  // namespace repoint

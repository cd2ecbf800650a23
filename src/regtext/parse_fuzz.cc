// Any bytes: no crash, and what can be read is written back byte for byte.
#include <cstdlib>

#include "regtext/regtext.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace repoint;
  const ByteView file(data, size);
  // A third of the inputs is read in a code page.
  const auto page = CodePage::Find(932);
  const std::optional<CodePage> ansi = page && size % 3 == 0 ? std::optional(*page) : std::nullopt;
  const auto document = regtext::Parse(file, ansi);
  if (!document) return 0;
  const auto written = regtext::Write(*document, ansi);
  if (!written || !Equal(*written, file)) std::abort();
  for (const auto& section : document->sections) {
    for (const auto& value : section.values) (void)regtext::ValueText(value, *document, ansi);
  }
  return 0;
}

// Any bytes as CSV: the same rows whatever the buffer, rows that are written out and read again are
// the same, and both kinds of directory survive it.
#include <cstdlib>

#include "base/testing/fake_files.h"
#include "console/csv.h"
#include "console/directory.h"

namespace {

using namespace repoint;
using namespace repoint::console;

// Up to the first error.
std::vector<std::vector<std::string>> ReadRows(ByteView bytes, size_t chunk, bool* damaged) {
  FakeFiles files;
  files.Put("a.csv", bytes);
  const auto file = files.Open("a.csv");
  CsvReader reader(**file, "a.csv", chunk);
  std::vector<std::vector<std::string>> rows;
  CsvRow row;
  while (true) {
    const auto more = reader.Next(row);
    *damaged = !more;
    if (!more || !*more) return rows;
    rows.push_back(row.fields);
  }
}

std::string Format(const std::vector<std::vector<std::string>>& rows) {
  // A first row that settles the delimiter.
  std::string text = "a,b\r\n";
  for (const auto& row : rows) {
    for (size_t i = 0; i < row.size(); ++i) {
      text += i == 0 ? "\"" : ",\"";
      for (const char c : row[i]) text += c == '"' ? "\"\"" : std::string(1, c);
      text += '"';
    }
    text += "\r\n";
  }
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const ByteView bytes(data, size);
  bool damaged = false, damaged_small = false, damaged_again = false;
  const auto rows = ReadRows(bytes, 4096, &damaged);
  if (ReadRows(bytes, 3, &damaged_small) != rows || damaged != damaged_small) std::abort();

  auto again = ReadRows(AsBytes(Format(rows)), 4096, &damaged_again);
  again.erase(again.begin());
  if (again != rows || damaged_again) std::abort();

  for (const DirectoryKind kind : {DirectoryKind::kAdminCsv, DirectoryKind::kShellCsv}) {
    FakeFiles files;
    files.Put("a.csv", bytes);
    DirectorySpec spec;
    spec.kind = kind;
    spec.address = "a.csv";
    const auto directory = OpenCsvDirectory(spec, files);
    (void)(*directory)->Read([](const DirectoryObject& object) -> Status {
      if (object.legacy_dn.empty() && object.smtp.empty()) std::abort();
      return {};
    });
  }
  return 0;
}

// Makes an autocomplete stream of invented people and a list in which every second of them is, for
// measuring:
//
//   make_nicknames <out.nk2> <out.tab> <MiB>
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>

#include "base/files.h"
#include "list/writer.h"
#include "mapi/testing/nickname_stream.h"

namespace {

using namespace repoint;

int Fail(const Error& error) {
  std::fprintf(stderr, "make_nicknames: %s\n", error.ToString().c_str());
  return 1;
}

list::Row RowOf(size_t person) {
  list::Row row;
  row.source_dn = fmt::format("/o=Contoso/ou=HQ/cn=Recipients/cn=person{}", person);
  row.target_dn = fmt::format(
      "/o=Fabrikam/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=p{}",
      person);
  row.source_smtp = fmt::format("person{}@contoso.example", person);
  row.target_smtp = fmt::format("person.{}@fabrikam.example", person);
  row.source_server = "EXSRC01";
  row.target_server = "EXTGT02";
  return row;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: make_nicknames <out.nk2> <out.tab> <MiB>\n");
    return 2;
  }
  const size_t wanted = static_cast<size_t>(std::atoi(argv[3])) << 20;
  mapi::NicknameStream stream;
  std::vector<list::Row> rows;
  size_t made = 0;
  for (size_t person = 0; made < wanted; ++person) {
    const list::Row row = RowOf(person);
    const mapi::NicknameRow nickname{.name = fmt::format("Person {} of the company", person),
                                     .dn = row.source_dn,
                                     .smtp = row.source_smtp};
    // Half of them within Exchange, half of them from outside.
    person % 4 < 2 ? AddExRow(stream, nickname) : AddSmtpRow(stream, nickname);
    if (person % 2 == 0) rows.push_back(row);
    made += stream.RowBytes(person).size();
  }
  const size_t listed = rows.size();
  auto text = list::FormatList(std::move(rows), "bench", "2026-03-31T07:00:00Z");
  if (!text) return Fail(text.error());
  const Bytes bytes = stream.Build();
  for (const auto& [path, content] :
       {std::pair{argv[1], ByteView(bytes)}, {argv[2], ByteView(*text)}}) {
    if (auto written = SystemFiles().WriteWhole(path, content, Access::kDefault); !written) {
      return Fail(written.error());
    }
  }
  std::printf("%zu bytes, every second of %zu rows in the list\n", bytes.size(), listed * 2);
  return 0;
}

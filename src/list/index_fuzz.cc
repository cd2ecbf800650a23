// Any bytes as the index of a valid list: its answers are those without index, or a refusal.
#include <cstdlib>

#include "base/testing/fake_files.h"
#include "list/list.h"

namespace {

using namespace repoint;

constexpr std::string_view kList =
    "SourceDN\tTargetDN\tSourceSmtp\tTargetSmtp\tProxies\n"
    "/o=A/cn=b\t/o=B/cn=b\tb@a.example\tb@b.example\tsmtp:bb@a.example\n"
    "/o=B/cn=b\t/o=C/cn=b\tb@b.example\tb@c.example\t\n"
    "/o=A/cn=d\t/o=B/cn=d\td@a.example\td@b.example\t\n"
    "/o=A/cn=d\t/o=B/cn=e\td@a.example\te@b.example\t\n";

Result<std::vector<list::Answer>> Ask(std::string_view index) {
  FakeFiles files;
  files.Put("list", kList);
  if (!index.empty()) files.Put("list.idx", index);
  Log log;
  auto opened = list::MappingList::Open(files, "list", {}, log);
  if (!opened) return std::unexpected(opened.error());
  return (*opened)->Find({{list::DnKey("/o=A/cn=b"), ""},
                          {list::SmtpKey("bb@a.example"), ""},
                          {list::DnKey("/o=A/cn=d"), ""},
                          {list::DnKey("/o=C/cn=b"), ""},
                          {list::DnKey("/o=A/cn=nobody"), ""}});
}

bool Same(const std::shared_ptr<const list::Row>& a, const std::shared_ptr<const list::Row>& b) {
  return a && b ? *a == *b : a == b;
}

bool Same(const list::Answer& a, const list::Answer& b) {
  if (a.source.has_value() != b.source.has_value() || !Same(a.target, b.target)) return false;
  if ((a.fault == nullptr) != (b.fault == nullptr)) return false;
  return !a.source ||
         (Same(a.source->first, b.source->first) && Same(a.source->last, b.source->last));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto expected = Ask("");
  const auto actual = Ask(AsChars(ByteView(data, size)));
  if (!expected) std::abort();
  for (size_t i = 0; actual && i < expected->size(); ++i) {
    if (!Same((*expected)[i], (*actual)[i])) std::abort();
  }
  return 0;
}

// Any bytes as a list: opened, indexed and asked for a few keys.
#include "base/testing/fake_files.h"
#include "list/list.h"
#include "list/writer.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace repoint;
  FakeFiles files;
  files.Put("list", ByteView(data, size));
  const std::vector<list::Query> queries = {
      {list::DnKey("/o=A/cn=b"), ""},
      {list::SmtpKey("a@x.example"), ""},
      {list::SmtpKey("b@x.example"), "/o=A/cn=b"},
  };
  for (const bool allow_edited : {false, true}) {
    Log log;
    const auto list = list::MappingList::Open(
        files, "list", {.allow_edited = allow_edited, .public_key = {}}, log);
    if (list) (void)(*list)->Find(queries);
  }
  (void)list::CheckList(files, "list");
  (void)list::WriteIndex(files, "list");
  return 0;
}

#include "hive/testing/oracles.h"

#include <fmt/format.h>
#include <hivex.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>

#include "base/testing/child.h"
#include "base/testing/temp_folder.h"
#include "base/text.h"
#include "hive/testing/hive_builder.h"

namespace repoint::hive {
namespace {

struct Free {
  void operator()(void* memory) const { std::free(memory); }
};
template <typename T>
using Allocated = std::unique_ptr<T, Free>;

struct CloseHivex {
  void operator()(hive_h* hive) const { hivex_close(hive); }
};
using Hivex = std::unique_ptr<hive_h, CloseHivex>;

std::unexpected<Error> HivexFailed(std::string_view what) {
  return Fail(ErrorCode::kDamaged, fmt::format("hivex: {}: {}", what, std::strerror(errno)));
}

// hivex decodes with iconv, which refuses lone surrogates.
Result<std::u16string> HivexName(char* text) {
  const Allocated<char> name(text);
  if (name) return ToUtf16(name.get());
  if (errno == EILSEQ || errno == EINVAL) return std::u16string(kLoneSurrogate);
  return HivexFailed("a name");
}

class HivexWalk {
 public:
  HivexWalk(hive_h* hive, CanonicalLines& lines) : hive_(hive), lines_(lines) {}

  Status Visit(hive_node_h node, const std::u16string& path) {
    lines_.Key(path);
    REPOINT_TRY(VisitValues(node, path));
    const Allocated<hive_node_h> children(hivex_node_children(hive_, node));
    if (!children) return HivexFailed("subkeys");
    for (const hive_node_h* child = children.get(); *child != 0; ++child) {
      REPOINT_ASSIGN(const std::u16string name, HivexName(hivex_node_name(hive_, *child)));
      REPOINT_TRY(Visit(*child, JoinPath(path, name)));
    }
    return {};
  }

 private:
  Status VisitValues(hive_node_h node, const std::u16string& path) {
    const Allocated<hive_value_h> values(hivex_node_values(hive_, node));
    if (!values) return HivexFailed("values");
    for (const hive_value_h* value = values.get(); *value != 0; ++value) {
      REPOINT_ASSIGN(const std::u16string name, HivexName(hivex_value_key(hive_, *value)));
      hive_type type = hive_t_REG_NONE;
      size_t size = 0;
      const Allocated<char> data(hivex_value_value(hive_, *value, &type, &size));
      if (!data) return HivexFailed("data");
      // Types are any number, but the enumeration ends at 11.
      uint32_t number = 0;
      static_assert(sizeof(number) == sizeof(type));
      std::memcpy(&number, &type, sizeof(number));
      lines_.Value(path, name, number, AsBytes({data.get(), size}));
    }
    return {};
  }

  hive_h* hive_;
  CanonicalLines& lines_;
};

void WriteAll(const std::string& path, ByteView bytes) {
  std::ofstream(path, std::ios::binary) << AsChars(bytes);
}

}  // namespace

Result<std::string> HivexText(ByteView hive, ReaderLimits limits) {
  const TempFolder folder;
  const std::string path = folder / "hive";
  WriteAll(path, hive);
  errno = 0;
  const Hivex opened(hivex_open(path.c_str(), 0));
  if (!opened) return HivexFailed("open");
  CanonicalLines lines(limits);
  REPOINT_TRY(HivexWalk(opened.get(), lines).Visit(hivex_root(opened.get()), u""));
  return lines.Text();
}

Result<Bytes> HivexMade(std::string_view reg_text) {
  const TempFolder folder;
  const std::string path = folder / "hive";
  const std::string text = folder / "text.reg";
  WriteAll(path, BuildHive({.name = u"ROOT"}));
  WriteAll(text, AsBytes(reg_text));
  ChildOptions options;
  options.environment = {{"LC_ALL", "C.UTF-8"}};
  const Ran ran =
      RunChild({"hivexregedit", "--merge", "--prefix", "HKEY_CURRENT_USER", path, text}, options);
  if (ran.exit_code != 0) return Fail(ErrorCode::kIo, "hivexregedit: " + ran.err + ran.out);
  std::ifstream file(path, std::ios::binary);
  return Bytes(std::istreambuf_iterator<char>(file), {});
}

}  // namespace repoint::hive

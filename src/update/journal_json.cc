#include "update/journal_json.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.h"

namespace repoint {
namespace {

// The type that the reports use, too: two instantiations of the library would make the program
// larger.
using Json = nlohmann::ordered_json;

// Registry names need not be UTF-8 (base/text.h); JSON strings have to be.
Json TextJson(const std::string& text) {
  if (IsUtf8(text)) return text;
  return Json{{"utf16", HexEncode(Utf16Bytes(text))}};
}

std::optional<std::string> TextFrom(const Json& json) {
  if (json.is_string()) return json.get<std::string>();
  if (!json.is_object() || !json.contains("utf16") || !json["utf16"].is_string())
    return std::nullopt;
  const auto bytes = HexDecode(json["utf16"].get<std::string>());
  return bytes ? Utf8FromUtf16Bytes(*bytes) : std::nullopt;
}

Json ValueJson(const std::optional<RegValue>& value) {
  if (!value) return nullptr;
  return Json{{"type", value->type}, {"data", HexEncode(value->data)}};
}

Json EditJson(const Edit& edit) {
  Json json = {{"key", TextJson(edit.key)},
               {"before", ValueJson(edit.before)},
               {"after", ValueJson(edit.after)},
               {"reason", edit.reason}};
  if (edit.name) json["name"] = TextJson(*edit.name);
  return json;
}

Json EditsJson(const std::vector<Edit>& edits) {
  Json list = Json::array();
  for (const Edit& edit : edits) list.push_back(EditJson(edit));
  return list;
}

Json FileMoveJson(const FileMove& move) {
  Json json = {{"from", TextJson(move.from)},
               {"to", TextJson(move.to)},
               {"profile", move.profile},
               {"kind", FileKindName(move.kind)}};
  if (!move.named.empty()) json["named"] = TextJson(move.named);
  if (!move.digest.empty()) json["digest"] = move.digest;
  return json;
}

Json UnitJson(const BeginRecord& record) {
  Json profiles = Json::array();
  for (const ProfileRef& profile : record.content.profiles) {
    profiles.push_back({{"root", RootOf(profile.root).name}, {"name", TextJson(profile.name)}});
  }
  Json files = Json::array();
  for (const FileMove& move : record.content.files) files.push_back(FileMoveJson(move));
  return Json{{"record", "begin"},
              {"unit", record.unit},
              {"profiles", std::move(profiles)},
              {"edits", EditsJson(record.content.edits)},
              {"files", std::move(files)},
              {"marks", EditsJson(record.content.marks)}};
}

struct StateName {
  UnitState state;
  std::string_view name;
};
constexpr StateName kStates[] = {
    {UnitState::kApplied, "applied"}, {UnitState::kDone, "done"}, {UnitState::kUndone, "undone"}};

struct ToJson {
  Json operator()(const RunInfo& run) const {
    return Json{{"record", "run"},
                {"id", run.id},
                {"kind", run.kind == RunKind::kUpdate ? "update" : "rollback"},
                {"undoes", run.undoes},
                {"version", run.version},
                {"store", TextJson(run.store)},
                {"started", run.started},
                {"list", run.list}};
  }
  Json operator()(const BeginRecord& record) const { return UnitJson(record); }
  Json operator()(const StateRecord& record) const {
    for (const StateName& known : kStates) {
      if (known.state == record.state) return Json{{"record", known.name}, {"unit", record.unit}};
    }
    return nullptr;
  }
};

// Reads members of an object; after the first that is missing or of another type ok() is false.
class Members {
 public:
  explicit Members(const Json& json) : json_(json), ok_(json.is_object()) {}

  std::string Text(const char* name) {
    const Json* member = Find(name);
    auto text = member == nullptr ? std::nullopt : TextFrom(*member);
    if (!text) ok_ = false;
    return text.value_or("");
  }
  // Numbers above `max` are refused, never cut.
  uint64_t Number(const char* name, uint64_t max) {
    const Json* member = Find(name);
    if (member == nullptr || !member->is_number_unsigned()) return ok_ = false, 0;
    const auto number = member->get<uint64_t>();
    return number <= max ? number : (ok_ = false, 0);
  }
  size_t Index(const char* name) { return static_cast<size_t>(Number(name, kMaxUnits - 1)); }
  std::optional<RegValue> Value(const char* name) {
    const Json* member = Find(name);
    if (member == nullptr || member->is_null()) return std::nullopt;
    Members value(*member);
    RegValue result;
    result.type = static_cast<uint32_t>(value.Number("type", UINT32_MAX));
    const auto data = HexDecode(value.Text("data"));
    if (!value.ok() || !data) return ok_ = false, std::nullopt;
    result.data = *data;
    return result;
  }
  template <typename Item, typename Read>
  std::vector<Item> List(const char* name, const Read& read) {
    std::vector<Item> items;
    const Json* member = Find(name);
    if (member == nullptr || !member->is_array()) return ok_ = false, items;
    for (const Json& json : *member) {
      Members item(json);
      items.push_back(read(item));
      ok_ = ok_ && item.ok();
    }
    return items;
  }
  bool Has(const char* name) const { return json_.is_object() && json_.contains(name); }
  void Refuse() { ok_ = false; }
  bool ok() const { return ok_; }

 private:
  const Json* Find(const char* name) {
    if (!ok_ || !json_.contains(name)) return ok_ = false, nullptr;
    return &json_[name];
  }

  const Json& json_;
  bool ok_;
};

Edit ReadEdit(Members& in) {
  Edit edit;
  edit.key = in.Text("key");
  if (in.Has("name")) edit.name = in.Text("name");
  edit.before = in.Value("before");
  edit.after = in.Value("after");
  edit.reason = in.Text("reason");
  return edit;
}

ProfileRef ReadProfileRef(Members& in) {
  const auto root = RootByName(in.Text("root"));
  if (!root) in.Refuse();
  return {root.value_or(RootKind::kNt), in.Text("name"), false};
}

FileMove ReadFileMove(Members& in) {
  FileMove move{in.Text("from"), in.Text("to"), in.Index("profile")};
  // Journals of the first version moved OSTs only, and did not say so.
  const auto kind = in.Has("kind") ? FileKindByName(in.Text("kind")) : FileKind::kOst;
  if (!kind) in.Refuse();
  move.kind = kind.value_or(FileKind::kOst);
  if (in.Has("named")) move.named = in.Text("named");
  if (in.Has("digest")) move.digest = in.Text("digest");
  return move;
}

Record ReadRun(Members& in) {
  RunInfo run;
  run.id = in.Text("id");
  run.kind = in.Text("kind") == "rollback" ? RunKind::kRollback : RunKind::kUpdate;
  run.undoes = in.Text("undoes");
  run.version = in.Text("version");
  run.store = in.Text("store");
  run.started = static_cast<int64_t>(in.Number("started", INT64_MAX));
  run.list = in.Text("list");
  return run;
}

Record ReadBegin(Members& in) {
  BeginRecord record;
  record.unit = in.Index("unit");
  record.content.profiles = in.List<ProfileRef>("profiles", ReadProfileRef);
  record.content.edits = in.List<Edit>("edits", ReadEdit);
  record.content.files = in.List<FileMove>("files", ReadFileMove);
  record.content.marks = in.List<Edit>("marks", ReadEdit);
  return record;
}

std::optional<Record> ReadRecord(const Json& json) {
  Members in(json);
  const std::string kind = in.Text("record");
  Record record;
  if (kind == "run") {
    record = ReadRun(in);
  } else if (kind == "begin") {
    record = ReadBegin(in);
  } else {
    for (const StateName& known : kStates) {
      if (known.name == kind) record = StateRecord{in.Index("unit"), known.state};
    }
    if (!std::holds_alternative<StateRecord>(record)) return std::nullopt;
  }
  if (!in.ok()) return std::nullopt;
  return record;
}

}  // namespace

std::string FormatRecord(const Record& record) {
  const std::string json = std::visit(ToJson(), record).dump(-1, ' ', true);
  return fmt::format("{:016x} {}", Fnv1a(json), json);
}

std::optional<Record> ParseRecord(std::string_view line) {
  if (line.size() < 17 || line[16] != ' ') return std::nullopt;
  const std::string_view text = line.substr(17);
  if (fmt::format("{:016x}", Fnv1a(text)) != line.substr(0, 16)) return std::nullopt;
  const Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) return std::nullopt;
  return ReadRecord(json);
}

}  // namespace repoint

#include "client/testing/world.h"

#include <fmt/format.h>

#include "base/text.h"
#include "client/outputs.h"
#include "client/recovery.h"
#include "client/render.h"
#include "client/run.h"
#include "client/updater.h"
#include "list/writer.h"

namespace repoint {
namespace {

constexpr std::string_view kList = "/share/EMAMappings.tab";
constexpr std::string_view kSettings = "13dbb0c8aa05101a9bb000aa002fc45a";

std::string KeyLine(std::string_view profile, std::string_view section) {
  return fmt::format("\n[HKEY_CURRENT_USER\\{}\\{}\\{}]\n", kProfilesKey, profile, section);
}

void AddContents(const KeyTree& tree, const std::string& path, Contents& contents) {
  contents[path + "\\"] = "";
  for (const NamedValue& value : tree.values) {
    contents[path + "\\" + FoldAscii(value.name)] =
        fmt::format("{}:{}", value.value.type, HexEncode(value.value.data));
  }
  for (const KeyTree& key : tree.subkeys) {
    AddContents(key, path + "\\" + FoldAscii(key.name), contents);
  }
}

}  // namespace

std::string ProfileKey(std::string_view profile) { return JoinKey(kProfilesKey, profile); }
std::string SettingsKey(std::string_view profile) {
  return JoinKey(ProfileKey(profile), kSettings);
}

std::string ProfileText(std::string_view profile, std::string_view alias) {
  std::string text;
  text += KeyLine(profile, "9207f3e0a3b11019908b08002b2a56c2");
  text += "\"01023d0e\"=hex:11,11,11,11,11,11,11,11,11,11,11,11,11,11,11,11\n";
  text += KeyLine(profile, "11111111111111111111111111111111");
  text += "\"001f3d09\"=\"MSEMS\"\n";
  text += "\"01023d15\"=hex:13,db,b0,c8,aa,05,10,1a,9b,b0,00,aa,00,2f,c4,5a\n";
  text +=
      "\"01023d00\"=hex:22,22,22,22,22,22,22,22,22,22,22,22,22,22,22,22,33,33,33,33,33,33,33,33,"
      "33,33,33,33,33,33,33,33\n";
  text += KeyLine(profile, kSettings);
  text += "\"001f6602\"=\"OLDSRV\"\n";
  text += fmt::format("\"001f6603\"=\"/o=Old/cn={}\"\n", alias);
  text += fmt::format("\"001f6607\"=\"/o=Old/cn={}\"\n", alias);
  text += "\"001f6608\"=\"OLDSRV\"\n";
  text += fmt::format("\"001f6610\"=\"/ost/{}.ost\"\n", alias);
  text += "\"00036623\"=hex:07,00,00,00\n";
  text += KeyLine(profile, "22222222222222222222222222222222");
  text += "\"00033e03\"=hex:21,00,00,00\n\"0003660a\"=hex:01,00,00,00\n";
  text += fmt::format("\"001f660b\"=\"/o=Old/cn={}\"\n\"001f660c\"=\"OLDSRV\"\n", alias);
  text += KeyLine(profile, "33333333333333333333333333333333");
  text += "\"00033e03\"=hex:21,00,00,00\n\"001f65d0\"=\"Archive\"\n";
  return text;
}

std::string DelegateText(std::string_view profile, std::string_view alias) {
  return KeyLine(profile, "44444444444444444444444444444444") +
         "\"00033e03\"=hex:21,00,00,00\n\"0003660a\"=hex:02,00,00,00\n"
         "\"01023d0c\"=hex:11,11,11,11,11,11,11,11,11,11,11,11,11,11,11,11\n" +
         fmt::format("\"001f660b\"=\"/o=Old/cn={}\"\n\"001f660c\"=\"OLDSRV\"\n", alias);
}

std::string DefaultText(std::string_view profile) {
  return fmt::format("\n[HKEY_CURRENT_USER\\{}]\n\"DefaultProfile\"=\"{}\"\n", kProfilesKey,
                     profile);
}

list::Row MoveOf(std::string_view alias) {
  list::Row row;
  row.source_dn = fmt::format("/o=Old/cn={}", alias);
  row.target_dn = fmt::format("/o=New/cn={}", alias);
  row.display_name = row.alias = alias;
  row.source_smtp = fmt::format("{}@old.example", alias);
  row.target_smtp = fmt::format("{}@new.example", alias);
  row.source_server = "OLDSRV";
  row.target_server = "NEWSRV";
  return row;
}

list::Row MoveOnOf(std::string_view alias) {
  list::Row row = MoveOf(alias);
  row.source_dn = std::exchange(row.target_dn, fmt::format("/o=Third/cn={}", alias));
  row.source_smtp = std::exchange(row.target_smtp, fmt::format("{}@third.example", alias));
  row.source_server = std::exchange(row.target_server, "SRV3");
  return row;
}

Contents ContentsOf(Registry& registry, std::string_view key) {
  Contents contents;
  if (const auto tree = registry.ReadTree(key).value()) AddContents(*tree, "", contents);
  return contents;
}

World::World(std::string_view reg_text, std::vector<list::Row> rows)
    : registry(LoadRegText(reg_text)) {
  options.list = std::string(kList);
  if (!rows.empty()) PutList(std::move(rows));
}

World World::OfThree() {
  World world(DefaultText("Jane") + ProfileText("Bob", "bob") + ProfileText("Jane", "jane") +
                  ProfileText("Jim", "jim"),
              {MoveOf("jane"), MoveOf("jim")});
  for (const std::string_view alias : {"bob", "jane", "jim"}) {
    world.files.Put(fmt::format("/ost/{}.ost", alias), fmt::format("mail of {}", alias));
  }
  return world;
}

World World::OfJane() {
  World world(ProfileText("Jane", "jane"), {MoveOf("jane")});
  world.files.Put("/ost/jane.ost", "mail of jane");
  return world;
}

World World::OfSharedOst() {
  World world(ProfileText("A", "jane") + ProfileText("B", "jane"), {MoveOf("jane")});
  world.files.Put("/ost/jane.ost", "mail");
  return world;
}

void World::PutList(std::vector<list::Row> rows) {
  files.Put(kList, list::FormatList(std::move(rows), "Test", "2026-03-31T07:00:00Z").value());
}

Environment World::MakeEnvironment(Registry& user, FileSystem& on_files, Log& run_log) {
  Environment env{user, on_files, outlook, run_log};
  env.kind = kind;
  env.ansi = ansi;
  env.store = env.store_out = "live:jane@PC1";
  if (kind == StoreKind::kExport) {
    env.store = "export:in.reg";
    env.store_out = "export:out.reg";
  }
  env.user_name = "jane";
  if (kind == StoreKind::kHive) SetHive(env, user.Describe());
  env.computer_name = "PC1";
  env.state_folder = "/state";
  env.program_folder = "/program";
  env.version = "1.0.0";
  env.variable = [this](std::string_view name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };
  env.now_millis = [this] { return now; };
  env.sleep_millis = [this](int64_t millis) {
    sleeps.push_back(millis);
    now += millis;
  };
  env.progress = [this](std::string_view line) { progress.emplace_back(line); };
  return env;
}

Report World::Update() { return Update(registry, files); }
Report World::Rollback() { return Rollback(registry, files); }

Report World::Update(Registry& user, FileSystem& on_files) {
  now += 1000;
  Log run_log;
  Environment env = MakeEnvironment(user, on_files, run_log);
  Report report =
      options.mode == Mode::kRollback ? RunRollback(options, env) : RunUpdate(options, env);
  log = run_log.lines();
  return report;
}

Report World::Rollback(Registry& user, FileSystem& on_files) {
  const Mode mode = std::exchange(options.mode, Mode::kRollback);
  Report report = Update(user, on_files);
  options.mode = mode;
  return report;
}

std::string World::Runs() {
  Log run_log;
  Environment env = MakeEnvironment(registry, files, run_log);
  return ListRuns(options, env).value();
}

int World::WriteOutputs(Report& report) {
  Log run_log;
  Environment env = MakeEnvironment(registry, files, run_log);
  return repoint::WriteOutputs(options, env, report);
}

Result<std::vector<std::string>> World::Recover(Registry& user, FileSystem& on_files) {
  now += 1000;
  Log run_log;
  Environment env = MakeEnvironment(user, on_files, run_log);
  std::vector<std::string> notes;
  REPOINT_ASSIGN(const Recovered recovered, RecoverInterrupted(options, env, notes));
  if (!recovered.stuck.empty()) return std::unexpected(recovered.stuck.front().error);
  return notes;
}

std::string World::Setting(std::string_view profile, std::string_view name) {
  const auto value = registry.GetValue(SettingsKey(profile), name).value();
  return value ? SzText(*value).value_or("(no text)") : "(none)";
}

std::vector<std::string> World::FilesIn(std::string_view folder) {
  std::vector<std::string> names;
  for (const std::string& path : files.AllFiles()) {
    if (FolderOf(path) == folder) names.push_back(FileNameOf(path));
  }
  return names;
}

std::vector<std::string> World::Writes() const {
  std::vector<std::string> writes;
  for (const std::string& call : files.calls()) {
    const bool reads = call.starts_with("Stat ") || call.starts_with("Open ") ||
                       call.starts_with("List ") || call.starts_with("InUse ");
    if (!reads) writes.push_back(call);
  }
  return writes;
}

std::vector<std::string> Outcomes(const Report& report) {
  std::vector<std::string> outcomes;
  for (const ProfileResult& result : report.profiles) {
    outcomes.push_back(fmt::format("{} {}", OutcomeName(result.outcome), result.profile.name));
  }
  return outcomes;
}

std::string Words(const Report& report) { return RenderText(report, {true, {}}); }
std::string Shown(const Report& report) { return RenderText(report, {false, {}}); }

}  // namespace repoint

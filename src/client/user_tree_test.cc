// A user's whole folder beside the registry, as each Outlook from 97 to 365 leaves it: updated,
// searched for what is left of the source, and taken back.
#include <fmt/format.h>

#include "base/text.h"
#include "client/survey.h"
#include "client/testing/run_tests.h"
#include "mapi/testing/nickname_stream.h"
#include "registry/regfile.h"
#include "update/names.h"

namespace repoint {
namespace {

using testing::UnorderedElementsAreArray;

const std::string kHome = "/home/bob";
const std::string kUtc = ".20260331T070510Z.bak";
constexpr const char* kSourceDn = "/o=Contoso/ou=HQ/cn=Recipients/cn=bobby";
constexpr const char* kSourceSmtp = "bobby@contoso.example";

// An Outlook on a Windows: its fixture, version, and what its user's folders were called there.
struct Installation {
  const char* fixture;
  int version;
  const char* home;  // on that computer
  const char* roaming;
  const char* local;
};
constexpr const char* kNt = "C:\\Documents and Settings\\bgruenfeld";
constexpr const char* kVista = "C:\\Users\\bgruenfeld";
constexpr const char* kOldRoaming = "Application Data";
constexpr const char* kOldLocal = "Local Settings\\Application Data";
constexpr const char* kNewRoaming = "AppData\\Roaming";
constexpr const char* kNewLocal = "AppData\\Local";
constexpr Installation kInstallations[] = {
    {"ol97-win98", 8, "C:\\WINDOWS", kOldRoaming, kOldLocal},
    {"ol97-nt4", 8, kNt, kOldRoaming, kOldLocal},
    {"ol98-win98", 8, "C:\\WINDOWS", kOldRoaming, kOldLocal},
    {"ol98-nt4", 8, kNt, kOldRoaming, kOldLocal},
    {"ol2000-win98se", 9, "C:\\WINDOWS", kOldRoaming, kOldLocal},
    {"ol2000-nt4", 9, kNt, kOldRoaming, kOldLocal},
    {"ol2000-win2000", 9, kNt, kOldRoaming, kOldLocal},
    {"ol2002-winme", 10, "C:\\WINDOWS", kOldRoaming, kOldLocal},
    {"ol2002-winxp", 10, kNt, kOldRoaming, kOldLocal},
    {"ol2003-win2000", 11, kNt, kOldRoaming, kOldLocal},
    {"ol2003-winxp", 11, kNt, kOldRoaming, kOldLocal},
    {"ol2007", 12, kNt, kOldRoaming, kOldLocal},
    {"ol2010-x86", 14, kVista, kNewRoaming, kNewLocal},
    {"ol2010-x64", 14, kVista, kNewRoaming, kNewLocal},
    {"ol2013-x64", 15, kVista, kNewRoaming, kNewLocal},
    {"ol2016-x86", 16, kVista, kNewRoaming, kNewLocal},
    {"ol2016-x64", 16, kVista, kNewRoaming, kNewLocal},
    {"ol365-x64", 16, kVista, kNewRoaming, kNewLocal},
};

// Of carla, who is not in the list, and of an outlook.com account.
bool IsOfAnotherAccount(std::string_view ost) {
  return ost.contains("carla@") || ost.contains("@consumer.");
}

std::string Slashes(std::string_view path) {
  std::string out(path);
  std::ranges::replace(out, '\\', '/');
  return out;
}

// The tree, with what each file is for: names of files that have to go, be rewritten, or stay.
class Tree {
 public:
  explicit Tree(const Installation& installation)
      : from_(installation), world_("[HKEY_CURRENT_USER\\Software]\n") {
    ReadFixture();
    PutFolders();
    PutOsts();
    PutFiles();
  }

  World& world() { return world_; }
  bool HasOabs() const { return oabs_ != 0; }
  std::set<std::string> rewritten, kept;    // paths
  std::map<std::string, std::string> gone;  // path -> where it is after the update

  // Of everything in the user's folder but journals: path -> bytes and time.
  std::map<std::string, std::string> Files() {
    std::map<std::string, std::string> files;
    for (const std::string& path : world_.files.AllFiles()) {
      if (!path.starts_with(kHome + "/") || FolderOf(path) == kHome) continue;
      files[path] = fmt::format("{} {}", world_.files.Stat(path).value()->modified_seconds,
                                *world_.files.Text(path));
    }
    return files;
  }
  // Without our marks.
  Contents Values() {
    Contents values = world_.All();
    std::erase_if(values, [](const auto& v) { return v.first.starts_with("\\emprofileupdate"); });
    return values;
  }

 private:
  void ReadFixture() {
    const std::string path = std::string(REPOINT_FIXTURES "/") + from_.fixture + ".reg";
    const auto fixture = OpenRegFile(SystemFiles(), path, {{}, 1252}).value();
    world_.registry = MemoryRegistry(kHome + "/NTUSER.DAT");
    WriteTree(world_.registry, "", *fixture->ReadTree("").value()).value();
    const std::vector<ProfileRef> refs = FindProfiles(world_.registry).value();
    for (const ProfileRef& ref : refs) {
      // The tree is that of one person, with one profile.
      if (ref.name.starts_with("B")) world_.registry.DeleteKey(ref.Key()).value();
    }
    world_.files.Put(*world_.options.list,
                     ReadWhole(SystemFiles(), REPOINT_FIXTURES "/EMAMappings.tab").value());
    world_.ansi = CodePage::Find(1252).value();
    world_.kind = StoreKind::kHive;
    world_.options.rename_favorites = true;
    world_.options.update_autocomplete = true;
  }

  void PutFolders() {
    const std::string explorer = "Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\";
    for (const auto& [name, folder] :
         {std::pair{"AppData", from_.roaming}, {"Local AppData", from_.local}}) {
      RegValue user = SzValue(fmt::format("%USERPROFILE%\\{}", folder));
      user.type = kRegExpandSz;
      world_.registry.SetValue(explorer + "User Shell Folders", name, user).value();
      world_.registry
          .SetValue(explorer + "Shell Folders", name,
                    SzValue(fmt::format("{}\\{}", from_.home, folder)))
          .value();
    }
  }

  // What 6610 names, and the values of the search that name it.
  void PutOsts() {
    const std::string office =
        fmt::format("Software\\Microsoft\\Office\\{}.0\\Outlook\\", std::max(from_.version, 12));
    const std::vector<const char*> keys =
        from_.version <= 12 ? std::vector{"Catalog"} : std::vector{"Search", "Search\\Catalog"};
    const std::vector<ProfileRef> refs = FindProfiles(world_.registry).value();
    for (const ProfileRef& ref : refs) {
      const auto profile = ReadProfile(world_.registry, ref, world_.ansi).value();
      for (const std::string& ost : OstPaths(profile)) {
        const std::string rest = ost.substr(std::string_view(from_.home).size() + 1);
        const std::string mail = fmt::format("mail of {}", kSourceSmtp);
        const std::string path = Put(Slashes(rest), mail);
        IsOfAnotherAccount(ost) ? void(kept.insert(path)) : Goes(path);
        for (const char* key : keys) {
          world_.registry.SetValue(office + key, ost, DwordValue(1)).value();
        }
      }
      if (!profile.accounts.empty()) profile_ = ref.name;
      if (from_.version >= 12) PutOabs(profile);
    }
    world_.registry.SetValue(office + "Search\\Catalog", "C:\\other.pst", DwordValue(1)).value();
  }

  // A folder for each account that tells its GUID.
  void PutOabs(const Profile& profile) {
    for (const ExchangeAccount& account : profile.accounts) {
      const std::string guid = OabGuidOf(profile, account);
      if (guid.empty()) continue;
      const std::string folder = "Offline Address Books/" + guid;
      const std::string path = Local(folder + "/udetails.oab", kSourceSmtp);
      const KeyTree& settings = *profile.Section(account.settings);
      const bool other =
          IsOfAnotherAccount(TextProp(settings, 0x6610, profile.ansi).value_or("")) ||
          account.consumer;
      if (other) {
        kept.insert(path);
      } else {
        gone[path] = FolderOf(path) + kUtc + "/udetails.oab";
      }
      ++oabs_;
    }
  }
  void PutFiles();

  std::string Put(const std::string& below_home, std::string_view text) {
    std::string path = kHome + "/" + below_home;
    world_.files.SetTime(1000000000 + ++files_);
    world_.files.Put(path, text);
    return path;
  }
  void Goes(const std::string& path) { gone[path] = path + kUtc; }
  std::string Roaming(const std::string& name, std::string_view text) {
    return Put(Slashes(from_.roaming) + "/Microsoft/Outlook/" + name, text);
  }
  std::string Local(const std::string& name, std::string_view text) {
    return Put(Slashes(from_.local) + "/Microsoft/Outlook/" + name, text);
  }

  const Installation& from_;
  World world_;
  std::string profile_;
  int files_ = 0;
  int oabs_ = 0;
};

void Tree::PutFiles() {
  const std::string source = fmt::format("{} {}", kSourceSmtp, kSourceDn);
  const int v = from_.version;
  mapi::NicknameStream stream(v >= 14 ? 12 : 10, v >= 14 ? 0 : 1);
  mapi::AddExRow(stream, {.name = "Bobby", .dn = kSourceDn, .smtp = kSourceSmtp});
  mapi::AddSmtpRow(stream, {.name = "Bobby", .smtp = kSourceSmtp});
  mapi::AddExRow(stream, {.name = "Other", .dn = "/o=Other/cn=x"});
  const std::string nicknames(AsChars(stream.Build()));
  // Nobody has written down what is in those of 98 and 2000: they stay, with a warning.
  if (v <= 9) kept.insert(Roaming(profile_ + ".NICK", "names of Outlook 2000"));
  if (v >= 10 && v <= 12) rewritten.insert(Roaming(profile_ + ".nk2", nicknames));
  if (v >= 14) rewritten.insert(Local("RoamCache/Stream_Autocomplete_0_AB.dat", nicknames));
  if (v <= 10) Goes(Roaming(profile_ + ".fav", source));
  if (v == 11 || v == 12) Goes(Roaming(profile_ + ".xml", source));
  Goes(Roaming(profile_ + ".srs", source));
  Goes(Roaming("Outlook.srs", source));
  if (v <= 11) Goes(Local("browse.oab", source));
  if (v >= 12) {
    Goes(Local(fmt::format("{} - Autodiscover.xml", kSourceSmtp), "<Server>EXSRC01<"));
    Goes(Local("16/x/autodiscover.xml", fmt::format("<a>{}</a>", kSourceSmtp)));
    kept.insert(Local("carla@contoso.example - Autodiscover.xml", "carla@contoso.example"));
    kept.insert(Local("16/x/settings.xml", "<x/>"));
  }
  for (const char* name : {"archive.pst", "contacts.pab", "views.dat", "FRMCACHE.DAT"}) {
    kept.insert(Local(name, "x"));
  }
  kept.insert(Roaming("my.rwz", "rules"));
  kept.insert(Put(Slashes(from_.roaming) + "/Microsoft/Signatures/a.htm", source));
  kept.insert(Put("Outlook.srs", source));  // not in Outlook's folder
}

std::string NameOf(const testing::TestParamInfo<Installation>& info) {
  std::string name = info.param.fixture;
  std::ranges::replace(name, '-', '_');
  return name;
}

class UserTreeTest : public testing::TestWithParam<Installation> {};

TEST_P(UserTreeTest, NothingNamesTheSourceAfterAnUpdateAndARollbackGivesBackEveryByte) {
  Tree tree(GetParam());
  World& world = tree.world();
  EXPECT_EQ(tree.HasOabs(), GetParam().version >= 12) << "the fixture tells the address book";
  const auto files_before = tree.Files();
  const auto values_before = tree.Values();

  const Report report = world.Update();
  ASSERT_GE(report.Count(ProfileOutcome::kUpdated), 1) << Words(report);
  EXPECT_EQ(report.exit, kExitDone) << Words(report);

  const auto files_after = tree.Files();
  SourceNames names;
  names.dns = {FoldAscii(kSourceDn)};
  names.addresses = {kSourceSmtp};
  names.servers = {"exsrc01"};
  for (const auto& [path, text] : files_after) {
    const bool stays = tree.kept.contains(path);
    if (stays) {
      EXPECT_EQ(text, files_before.at(path)) << path;
    }
    if (!stays && !path.contains(".bak")) {
      EXPECT_FALSE(HoldsNames(AsBytes(text), names)) << path;
    }
  }
  for (const auto& [path, backup] : tree.gone) {
    EXPECT_FALSE(files_after.contains(path)) << path;
    EXPECT_EQ(files_after.contains(backup) ? files_after.at(backup) : "", files_before.at(path));
  }
  for (const std::string& path : tree.rewritten) {
    EXPECT_THAT(files_after.at(path), HasSubstr("/o=Fabrikam")) << path;
    EXPECT_EQ(files_after.at(path + kUtc), files_before.at(path));
  }
  EXPECT_EQ(files_after.size(), files_before.size() + tree.rewritten.size());
  for (const auto& [name, value] : tree.Values()) {
    if (name.contains("\\search") || name.contains("\\catalog")) {
      EXPECT_TRUE(!name.contains(".ost") || IsOfAnotherAccount(name)) << name;
    }
  }

  EXPECT_EQ(world.Rollback().exit, kExitDone);
  EXPECT_EQ(tree.Files(), files_before);
  EXPECT_EQ(tree.Values(), values_before);
}

// Those that an update changes for what is in them.
TEST_P(UserTreeTest, VerifyNamesFilesThatHoldOldAddressesUntilTheyAreUpdated) {
  Tree tree(GetParam());
  World& world = tree.world();
  std::set<std::string> stale = tree.rewritten;
  for (const auto& [path, backup] : tree.gone) {
    if (FoldAscii(path).contains("autodiscover")) stale.insert(path);
  }
  const auto files_left = [&] {
    world.options.mode = Mode::kVerify;
    const Report report = world.Update();
    world.options.mode = Mode::kUpdate;
    std::set<std::string> left;
    for (const ProfileResult& profile : report.profiles) {
      for (const Leftover& leftover : profile.leftovers) {
        if (leftover.place.starts_with(kHome)) left.insert(leftover.place);
      }
    }
    return left;
  };
  EXPECT_EQ(files_left(), stale);
  world.Update();
  EXPECT_EQ(files_left(), std::set<std::string>());
}

TEST_P(UserTreeTest, WithNoFilesOnlyTheRegistryChanges) {
  Tree tree(GetParam());
  tree.world().options.no_files = true;
  const auto files_before = tree.Files();
  EXPECT_GE(tree.world().Update().Count(ProfileOutcome::kUpdated), 1);
  EXPECT_EQ(tree.Files(), files_before);
}

TEST_P(UserTreeTest, ADryRunNamesEachFileAndTouchesNone) {
  Tree tree(GetParam());
  tree.world().options.dry_run = true;
  const auto files_before = tree.Files();
  const std::string words = Words(tree.world().Update());
  EXPECT_EQ(tree.Files(), files_before);
  for (const auto& [path, backup] : tree.gone) {
    const std::string what = backup.ends_with(kUtc) ? path : FolderOf(path);
    EXPECT_THAT(words, HasSubstr(fmt::format("file: {} will be renamed to", what)));
  }
  for (const std::string& path : tree.rewritten) {
    EXPECT_THAT(words, HasSubstr(fmt::format("file: {} will be renamed to", path)));
    EXPECT_THAT(words, HasSubstr("re-addressed under its name"));
  }
}

INSTANTIATE_TEST_SUITE_P(All, UserTreeTest, testing::ValuesIn(kInstallations), NameOf);

}  // namespace
}  // namespace repoint

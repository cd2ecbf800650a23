#include <algorithm>
#include <utility>

#include "hive/testing/sample_trees.h"

namespace repoint::hive {
namespace {

// Sections that every profile has, beside those of its services.
constexpr std::u16string_view kSections[] = {
    u"0a0d020000000000c000000000000046", u"13dbb0c8aa05101a9bb000aa002fc45a",
    u"8503020000000000c000000000000046", u"9207f3e0a3b11019908b08002b2a56c2",
    u"f86ed2903a4a11cfb57e524153480001",
};
constexpr std::u16string_view kAccounts = u"9375CFF0413111d3B88A00104B2A6676";

// Where programs of a user keep what they remember: the keys that fill the hive.
constexpr std::u16string_view kCrowded[] = {
    u"Software\\Classes\\CLSID",
    u"Software\\Classes\\Local Settings\\Software\\Microsoft\\Windows\\Shell\\BagMRU",
    u"Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\FileExts",
    u"Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\MountPoints2",
    u"Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\UserAssist",
    u"Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\ZoneMap\\Domains",
    u"Software\\Microsoft\\Office\\16.0\\Word\\File MRU",
    u"Software\\Microsoft\\Office\\16.0\\Common\\Experiment",
    u"Software\\Policies\\Microsoft\\Windows\\CurrentVersion",
    u"AppEvents\\Schemes\\Apps\\.Default",
};
constexpr uint32_t kBinarySizes[] = {4, 8, 16, 20, 24, 40, 72, 160, 560};
constexpr std::u16string_view kValueNames[] = {
    u"MRUListEx", u"NodeSlot", u"Description", u"Version", u"AppID", u"LastUpdate", u"Flags",
};

class UserHive {
 public:
  UserHive(uint64_t seed, size_t bytes) : chance_(seed), wanted_(bytes) {}

  SampleKey Make() {
    AddSettings();
    for (const std::u16string_view profiles : {kMessagingProfiles, kOutlookProfiles}) {
      AddProfile(profiles, u"Outlook");
      AddProfile(profiles, u"Zweites Profil Müller");
    }
    used_ = Cost(root_);
    // About a fiftieth of the hive is headers and ends of bins.
    while (used_ + wanted_ / 50 < wanted_) Crowd();
    return std::move(root_);
  }

 private:
  static size_t CellSize(size_t contents) { return (contents + 4 + 7) / 8 * 8; }
  // Bytes that a key takes, with its entry in the list of its parent.
  static size_t Cost(const SampleKey& key) {
    size_t cost = CellSize(76 + key.name.size()) + 8;
    if (!key.subkeys.empty()) cost += CellSize(4);
    if (!key.values.empty()) cost += CellSize(4 * key.values.size());
    for (const SampleValue& value : key.values) {
      cost += CellSize(20 + value.name.size());
      if (value.data.size() > 4) cost += CellSize(value.data.size());
    }
    for (const SampleKey& subkey : key.subkeys) cost += Cost(subkey);
    return cost;
  }

  void AddSettings() {
    SampleKey& desktop = KeyAt(root_, u"Control Panel\\Desktop");
    desktop.values.push_back(SampleText(u"Wallpaper", u"C:\\Users\\jdoe\\Bild.jpg"));
    desktop.values.push_back({u"UserPreferencesMask", kSampleBinary, chance_.Data(8)});
    KeyAt(root_, u"Environment").values.push_back(SampleText(u"TEMP", u"%USERPROFILE%\\Temp"));
    SampleKey& setup = KeyAt(root_, u"Software\\Microsoft\\Office\\16.0\\Outlook\\Setup");
    setup.values.push_back(SampleNumber(u"First-Run", 1));
    KeyAt(root_, u"Software\\Microsoft\\Office\\16.0\\Outlook")
        .values.push_back(SampleText(u"DefaultProfile", u"Outlook"));
    KeyAt(root_, kMessagingProfiles).values.push_back(SampleText(u"DefaultProfile", u"Outlook"));
  }

  void AddProfile(std::u16string_view profiles, std::u16string_view name) {
    SampleKey& profile = KeyAt(KeyAt(root_, profiles), name);
    for (const std::u16string_view section : kSections) AddSection(KeyAt(profile, section));
    for (int i = 0; i < 12; ++i) AddSection(KeyAt(profile, Lower(chance_.Hex(32))));
    SampleKey& accounts = KeyAt(profile, kAccounts);
    accounts.values.push_back(SampleNumber(u"NextAccountID", 4));
    for (const std::u16string_view account : {u"00000001", u"00000002", u"00000003"}) {
      SampleKey& key = KeyAt(accounts, account);
      key.values.push_back(SampleText(u"Account Name", u"jdoe@example.com"));
      key.values.push_back({u"Service UID", kSampleBinary, chance_.Data(16)});
      key.values.push_back({u"Preferences UID", kSampleBinary, chance_.Data(16)});
    }
  }

  // Properties of MAPI: type and id as the name.
  void AddSection(SampleKey& section) {
    for (uint32_t count = 6 + chance_.Below(10); count > 0; --count) {
      section.values.push_back(
          {Lower(u"01" + chance_.Hex(6)), kSampleBinary, chance_.Data(chance_.Of(kBinarySizes))});
    }
  }

  // Another program's key with some below it.
  void Crowd() {
    SampleKey& parent = KeyAt(root_, chance_.Of(kCrowded));
    SampleKey key = {.name = chance_.Guid()};
    AddValues(key);
    for (uint32_t count = chance_.Below(6); count > 0; --count) {
      SampleKey& subkey = KeyAt(key, u"Item " + chance_.Hex(4));
      AddValues(subkey);
    }
    if (chance_.Below(40) == 0) key.class_name = u"Shell";
    key.descriptor = chance_.Below(3);
    used_ += Cost(key);
    parent.subkeys.push_back(std::move(key));
  }

  void AddValues(SampleKey& key) {
    if (chance_.Below(3) == 0)
      key.values.push_back(SampleText(u"", u"Some server " + chance_.Hex(6)));
    for (uint32_t count = chance_.Below(4); count > 0; --count) {
      std::u16string name(chance_.Of(kValueNames));
      name += chance_.Hex(3);
      switch (chance_.Below(3)) {
        case 0:
          key.values.push_back(SampleNumber(name, chance_.Below(1000)));
          break;
        case 1:
          key.values.push_back(SampleText(name, u"C:\\Program Files\\" + chance_.Hex(12)));
          break;
        default:
          key.values.push_back({name, kSampleBinary, chance_.Data(chance_.Of(kBinarySizes))});
      }
    }
  }

  static std::u16string Lower(std::u16string text) {
    for (char16_t& unit : text) {
      if (unit >= u'A' && unit <= u'F') unit = static_cast<char16_t>(unit + (u'a' - u'A'));
    }
    return text;
  }

  Chance chance_;
  size_t wanted_;
  size_t used_ = 0;
  SampleKey root_ = {.name = u"CMI-CreateHive{6A1C4018-979D-4291-A7DC-7AED1C75B67C}"};
};

}  // namespace

SampleKey OutlookTree(uint64_t seed, size_t bytes) { return UserHive(seed, bytes).Make(); }

}  // namespace repoint::hive

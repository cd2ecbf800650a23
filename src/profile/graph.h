// The graph of one profile, read only: services, Exchange accounts, their settings, stores and
// providers. docs/profile-format.md, "Sections and the object graph".
#ifndef REPOINT_PROFILE_GRAPH_H_
#define REPOINT_PROFILE_GRAPH_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "profile/props.h"
#include "profile/roots.h"
#include "registry/registry.h"

namespace repoint {

// Sections with fixed names.
inline constexpr std::string_view kAdminSection = "9207f3e0a3b11019908b08002b2a56c2";
inline constexpr std::string_view kGlobalExchangeSection = "13dbb0c8aa05101a9bb000aa002fc45a";
inline constexpr std::string_view kOutlookSection = "0a0d020000000000c000000000000046";
inline constexpr std::string_view kAccountManager = "9375cff0413111d3b88a00104b2a6676";
inline constexpr std::string_view kDirectorySection = "dca740c8c042101ab4b908002b2fe182";

// Ids that make up the graph (mapi/tags.h has all names).
inline constexpr uint16_t kPrServiceName = 0x3d09;
inline constexpr uint16_t kPrStoreProviders = 0x3d00;
inline constexpr uint16_t kPrAbProviders = 0x3d01;
inline constexpr uint16_t kPrTransportProviders = 0x3d02;
inline constexpr uint16_t kPrServices = 0x3d0e;
inline constexpr uint16_t kPrServiceUid = 0x3d0c;
inline constexpr uint16_t kPrServiceExtraUids = 0x3d0d;
inline constexpr uint16_t kPrEmsmdbSectionUid = 0x3d15;
inline constexpr uint16_t kPrEmsabpUserUid = 0x3d1a;
inline constexpr uint16_t kPrUser = 0x6603;
inline constexpr uint16_t kPrHomeServer = 0x6602;
inline constexpr uint16_t kPrUnresolvedName = 0x6607;
inline constexpr uint16_t kPrUserSmtp = 0x6641;
inline constexpr uint16_t kPrMailbox = 0x660b;
inline constexpr uint16_t kPrRecordKey = 0x0ff9;
inline constexpr uint16_t kPrEntryId = 0x0fff;

enum class StoreRole { kPrivate, kDelegate, kPublic, kArchive, kUnknown };
std::string_view StoreRoleName(StoreRole role);

struct Store {
  std::string section;
  StoreRole role = StoreRole::kUnknown;
};

struct Service {
  std::string section;
  std::string name;  // "MSEMS", "CONTAB", "MSUPST MS", ...
};

// One Exchange account: a service of the name MSEMS with what belongs to it. Sections are named,
// not pointed to.
struct ExchangeAccount {
  std::string service;
  std::string settings;                   // G: where 6602, 6603, 6641 are; empty when there is none
  std::vector<Store> stores;              // in the order of the provider lists
  std::vector<std::string> transports;    // providers of type 0x24, also the remote one
  std::vector<std::string> others;        // directory, hook
  std::vector<std::string> manager_keys;  // subkeys of the account manager: "00000002"
  bool consumer = false;                  // 665e: an outlook.com account, never touched

  // Every section that is this account's own: service, settings, stores, transports, others.
  std::vector<std::string> Sections() const;
};

struct Profile {
  ProfileRef ref;
  KeyTree tree;  // everything below the profile's key
  AnsiPage ansi;
  std::vector<Service> services;          // in the order of the admin section
  std::vector<ExchangeAccount> accounts;  // in the same order
  bool ansi_only = false;                 // Outlook 97 to 2002: service names are 001e
  std::vector<std::string> warnings;      // contradictions met while reading

  const KeyTree* Section(std::string_view name) const { return tree.FindKey(name); }
};

// Reads a profile and makes its graph. kNotFound when the key is gone, kDamaged when keys nest too
// deep. Contradictions inside are warnings, not errors: the worst that they cause is an account
// that is not found.
Result<Profile> ReadProfile(Registry& user, const ProfileRef& ref, const AnsiPage& ansi);
// The same for a tree at hand.
Profile MakeProfile(const ProfileRef& ref, KeyTree tree, const AnsiPage& ansi);

// Role of a store provider section by 01023414, else 0003660a, else 00036609; 001f65d0 = Archive
// makes an archive.
StoreRole ClassifyStore(const KeyTree& section, std::vector<std::string>& warnings);

}  // namespace repoint

#endif  // REPOINT_PROFILE_GRAPH_H_

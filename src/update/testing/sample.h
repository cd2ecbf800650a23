// A small profile of one invented person, and what an update makes of it, for tests of the rules.
//
// Bob moves from /o=Contoso/ou=HQ on EXSRC01 to /o=Fabrikam/ou=Berlin on EXTGT02. His profile is
// one of Outlook 2010, 32 bits, with his mailbox, an additional one (Anna's, who is not in the list
// unless a test puts her there), public folders and a transport. Each test adds the lines that it
// is about:
//
//   EXPECT_EQ(Explicit("settings", R"("001e6612"="/o=Contoso/.../cn=EXSRC01")"),
//             Shown(R"("001e6612"="/o=Fabrikam/.../cn=EXTGT02")"));
#ifndef REPOINT_UPDATE_TESTING_SAMPLE_H_
#define REPOINT_UPDATE_TESTING_SAMPLE_H_

#include <string>
#include <string_view>
#include <vector>

#include "update/plan.h"
#include "update/testing/notation.h"

namespace repoint {

// Bob's row, and Anna's: North Site, EXSRC03 -> EXTGT04.
list::Row BobRow();
list::Row AnnaRow();

// Entry ids as bin: spells them. A store's: flags, muidStoreWrap, version, flag, DLL, wrapped
// flags, wrapped uid, type (60 bytes), then its names.
inline constexpr std::string_view kPrivateHead =
    "00000000 38a1bb1005e5101aa1bb08002b2a56c2 0000 'EMSMDB.DLL' 00000000 "
    "00000000 1b55fa20aa6611cd9bc800aa002fc45a 0c000000 ";
inline constexpr std::string_view kPublicHead =
    "00000000 38a1bb1005e5101aa1bb08002b2a56c2 0000 'EMSMDB.DLL' 00000000 "
    "00000000 1c830210aa6611cd9bc800aa002fc45a 06000000 ";
std::string BobStore();
std::string AnnaStore();
std::string PstStore();
// A folder of a PST (24 bytes) or of Exchange (46 bytes) by the record key of its store. Bob's is
// b0b0...01, Anna's a11a...01 (01020ff9 of their sections).
std::string PstFolder(std::string_view record_key);
std::string ExchangeFolder(std::string_view record_key);
inline constexpr std::string_view kBobKey = "b0b00000000000000000000000000001";
inline constexpr std::string_view kAnnaKey = "a11a0000000000000000000000000001";
inline constexpr std::string_view kUnknownKey = "c0c00000000000000000000000000009";

// An id of the Exchange address book: 00000000 a person, 00010000 a container.
std::string BookId(std::string_view type, std::string_view dn,
                   std::string_view uid = "dca740c8c042101ab4b908002b2fe182");

// What a list with these rows answers; chains of two rows are followed by DN.
list::Answer AnswerOf(const std::vector<list::Row>& rows, const list::Query& query);

class Sample {
 public:
  explicit Sample(MethodChoice method = MethodChoice::kExplicit) { options.method = method; }

  // Adds lines to a section, behind those that are there.
  Sample& With(std::string_view section, std::string_view lines);
  Sample& ListAnna() {
    rows.push_back(AnnaRow());
    return *this;
  }

  Profile Read() const;
  Result<ProfileMatch> Match() const;
  Result<Plan> MakePlan() const;

  // The values of a section after the update, as Show() spells them, without those of the skeleton;
  // all of them when a test says so. "(no section)" for a section that is gone; "failed: ..." when
  // there is no plan.
  std::string After(std::string_view section) const;
  // Places and names, one a line.
  std::string Leftovers() const;
  // The message with which the plan fails; empty when it does not.
  std::string Failure() const;

  std::vector<list::Row> rows = {BobRow()};
  PlanOptions options;
  AnsiPage ansi;
  RootKind root = RootKind::kNt;
  bool ansi_only = false;  // Outlook 97 to 2002

 private:
  std::string lines_;
};

// After() of one section with lines of its own.
std::string Explicit(std::string_view section, std::string_view lines);
std::string Rediscover(std::string_view section, std::string_view lines);

}  // namespace repoint

#endif  // REPOINT_UPDATE_TESTING_SAMPLE_H_

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

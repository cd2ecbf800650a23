// Which mailboxes of a profile are in the list. docs/update.md, "Match".
#ifndef REPOINT_UPDATE_MATCH_H_
#define REPOINT_UPDATE_MATCH_H_

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "list/list.h"
#include "profile/graph.h"
#include "update/users.h"

namespace repoint {

// Questions collected from all profiles, asked of the list at once, and the answers.
class Answers {
 public:
  // The number of the question; the same one for the same question.
  size_t Ask(list::Query query);
  const std::vector<list::Query>& queries() const { return queries_; }
  void Set(std::vector<list::Answer> answers) { answers_ = std::move(answers); }
  const list::Answer& At(size_t question) const { return answers_[question]; }

 private:
  std::vector<list::Query> queries_;
  std::unordered_multimap<uint64_t, size_t> numbers_;  // by a hash of key and holder
  std::vector<list::Answer> answers_;
};

// One way by which a mailbox of a profile can be found in the list.
struct Clue {
  std::string_view where;  // "6603", "660b", "6641", "6607"
  std::string text;        // as the profile spells it
  bool is_dn = false;
  size_t question = 0;
};

// What a profile asks of the list. Made once a profile, before the list is read.
struct ProfileQuestions {
  struct Account {
    std::vector<Clue> clues;  // in the order in which they count
    std::string dn;           // the first DN among them; empty = none
  };
  struct Delegate {
    size_t account = 0;
    std::string section;
    std::vector<Clue> clues;
    std::string dn;
  };
  std::vector<Account>
      accounts;  // one for each of Profile::accounts; consumer accounts have no clues
  std::vector<Delegate> delegates;
  std::map<std::string, size_t> users;  // DN as spelled -> question
};
ProfileQuestions QuestionsOf(const Profile& profile, Answers& answers);

enum class Verdict {
  kNotListed,
  kMove,     // found by what it was before the move
  kCurrent,  // found by what it is after the move
};

struct AccountMatch {
  Verdict verdict = Verdict::kNotListed;
  list::Move move;         // unless kNotListed
  std::string dn;          // the profile's own; empty = none
  std::string_view clue;   // which one found it
  bool by_dn = false;      // found by a DN that the profile has now
  bool at_target = false;  // the profile's DN is the target's already
};

struct ProfileMatch {
  std::vector<AccountMatch> accounts;  // as Profile::accounts
  std::map<std::string, std::pair<list::Move, std::string>>
      delegates;  // section -> move, the profile's DN
  UserMap users;

  bool AnyListed() const;
  bool AnyMove() const;
};

// Fails (kConflict) when two clues of an account lead to rows that disagree, or when a row cannot
// be used.
Result<ProfileMatch> MatchProfile(const ProfileQuestions& questions, const Answers& answers);

}  // namespace repoint

#endif  // REPOINT_UPDATE_MATCH_H_

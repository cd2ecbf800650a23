// Autocomplete streams (.nk2 files and their successors) given the addresses that people of the
// list have now. docs/update.md, "Autocomplete streams".
//
//   auto stream = mapi::DecodeAutocomplete(bytes);
//   Answers answers;
//   const NicknameQuestions questions = QuestionsOf(*stream, ansi, answers);
//   answers.Set(*list->Find(answers.queries()));   // once, with the questions of other streams
//   const Nicknames done = ReaddressNicknames(std::move(*stream), questions, answers, ansi);
//   if (!done.changed.empty()) Write(done.bytes);
#ifndef REPOINT_UPDATE_NICKNAMES_H_
#define REPOINT_UPDATE_NICKNAMES_H_

#include <string>
#include <vector>

#include "base/bytes.h"
#include "mapi/autocomplete.h"
#include "update/match.h"
#include "update/nickname_row.h"

namespace repoint {

// What a stream asks of the list. Made once a stream, before the list is read.
struct NicknameQuestions {
  struct Row {
    size_t row = 0;  // in the stream
    NicknameRecipient recipient;
    std::vector<size_t> dns = {};        // questions, as recipient.dns
    std::vector<size_t> addresses = {};  // as recipient.addresses
  };
  std::vector<Row> rows;  // those that ask anything
  size_t unread = 0;      // rows that cannot ask, for want of the code page of their ANSI text
};
NicknameQuestions QuestionsOf(const mapi::AutocompleteStream& stream, const AnsiPage& ansi,
                              Answers& answers);

// A row that has got a new address.
struct NicknameChange {
  size_t row = 0;        // from 1
  std::string name;      // what the row offers, else its address
  std::string from, to;  // DN or address
  friend bool operator==(const NicknameChange&, const NicknameChange&) = default;
};

// A row that names an old address and stays as it is.
struct NicknameLeft {
  size_t row = 0;    // from 1
  std::string name;  // what the row offers, else its address
  std::string why;   // for people
  friend bool operator==(const NicknameLeft&, const NicknameLeft&) = default;
};

struct Nicknames {
  Bytes bytes;      // the stream with the new addresses; as it was when no row changed
  size_t rows = 0;  // of the stream
  std::vector<NicknameChange> changed;
  std::vector<NicknameLeft> left;
};
// Every row as a whole or not at all; a row whose recipient is not in the list stays byte for byte,
// and so do the order of the rows and all that is around them. Doing it twice changes nothing.
Nicknames ReaddressNicknames(mapi::AutocompleteStream stream, const NicknameQuestions& questions,
                             const Answers& answers, const AnsiPage& ansi);

}  // namespace repoint

#endif  // REPOINT_UPDATE_NICKNAMES_H_

// Autocomplete streams (.nk2 files and their successors) given the addresses that people of the
// list have now. docs/update.md, "Autocomplete streams".
//
//   auto stream = mapi::DecodeAutocomplete(bytes);
//   Answers answers;
//   const NicknameQuestions questions = QuestionsOf(*stream, ansi, answers);
//   answers.Set(*list->Find(answers.queries()));   // once, with the questions of other streams
//   const Nicknames done = ReaddressNicknames(*stream, questions, answers, ansi, write);
#ifndef REPOINT_UPDATE_NICKNAMES_H_
#define REPOINT_UPDATE_NICKNAMES_H_

#include <functional>
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
    size_t row = 0;        // in the stream
    size_t first = 0;      // of its questions in `numbers`: first those by DN
    size_t dns = 0;        // as many as NicknameRecipient::dns
    size_t addresses = 0;  // as many as NicknameRecipient::addresses
  };
  std::vector<Row> rows;  // those that ask anything
  std::vector<size_t> numbers;
  size_t unread = 0;  // rows that cannot ask, for want of the code page of their ANSI text
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
  size_t rows = 0;  // of the stream
  std::vector<NicknameChange> changed;
  std::vector<NicknameLeft> left;
  // What the sink said, or kUnsupported when the stream would become too large to be read again:
  // then the sink has only a part of it.
  Status written;
};

// Takes the new stream in pieces, from its first byte to its last; is not called when no row
// changes. The views are good for the call.
using NicknameSink = std::function<Status(ByteView)>;

// Every row as a whole or not at all; a row whose recipient is not in the list stays byte for byte,
// and so do the order of the rows and all that is around them. Doing it twice changes nothing.
// Without a sink it only tells what would be done.
Nicknames ReaddressNicknames(const mapi::AutocompleteStream& stream,
                             const NicknameQuestions& questions, const Answers& answers,
                             const AnsiPage& ansi, const NicknameSink& sink);

}  // namespace repoint

#endif  // REPOINT_UPDATE_NICKNAMES_H_

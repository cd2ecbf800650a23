// A stand-in for the re-addressing of nickname files, for tests of everything around it: its files
// are lines of text, each the DN of a recipient.
#ifndef REPOINT_CLIENT_TESTING_STAND_IN_REWRITER_H_
#define REPOINT_CLIENT_TESTING_STAND_IN_REWRITER_H_

#include <string>

#include "base/text.h"
#include "client/nickname_rewriter.h"

namespace repoint {

struct StandInRewriter : NicknameRewriter {
  void Ask(ByteView file, const AnsiPage&, Answers& answers) const override {
    for (const std::string_view line : Split(AsChars(file), '\n')) {
      if (line.starts_with('/')) answers.Ask(QueryOf(line));
    }
  }
  RewrittenNicknames Rewrite(ByteView file, const AnsiPage&, Answers& answers) const override {
    RewrittenNicknames rewritten;
    std::string text;
    bool changed = false;
    for (const std::string_view line : Split(AsChars(file), '\n')) {
      if (!text.empty()) text += '\n';
      const auto& source = line.starts_with('/') ? answers.At(answers.Ask(QueryOf(line))).source
                                                 : std::optional<list::Move>();
      changed |= source.has_value();
      text += source ? source->last.target_dn : std::string(line);
    }
    if (text.contains("damaged")) {
      rewritten.warnings = {"does not decode and stays as it is"};
    } else if (changed) {
      rewritten.content = ToBytes(AsBytes(text));
    }
    return rewritten;
  }

 private:
  static list::Query QueryOf(std::string_view dn) { return {list::DnKey(dn), ""}; }
};

}  // namespace repoint

#endif  // REPOINT_CLIENT_TESTING_STAND_IN_REWRITER_H_

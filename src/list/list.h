// MappingList: look-up in the list of migrated mailboxes (EMAMappings.tab), through its index when
// there is one, else in sequential passes over the file; memory does not grow with the list.
//
//   auto list = MappingList::Open(files, "EMAMappings.tab", {});
//   auto found = (*list)->Find({{.key = DnKey("/o=Contoso/ou=HQ/cn=Recipients/cn=jdoe")}});
//   if (found->at(0).source) Use(*found->at(0).source->last);
#ifndef REPOINT_LIST_LIST_H_
#define REPOINT_LIST_LIST_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/log.h"
#include "base/result.h"
#include "list/row.h"

namespace repoint::list {

struct OpenOptions {
  bool allow_edited = false;  // -AllowEdited: the #end line need not fit
  std::optional<std::string>
      public_key;  // path of a PEM file; then <list>.sig must be there and fit
};

// A mailbox's way through the list: where it was found, and where it is now. The two are the same
// row unless it moved again (A->B and B->C give first A->B, last B->C).
struct Move {
  Row first;
  Row last;
};

// A Move of an answer. Answers share rows, since there may be tens of thousands of them.
struct Found {
  std::shared_ptr<const Row> first;
  std::shared_ptr<const Row> last;

  Move ToMove() const { return {*first, *last}; }
};

// One question: a key, and for an SMTP key the DN that the same profile tells, if any. Addresses
// get recycled: a row found by SMTP counts only when its SourceDN or Proxies hold that DN, or when
// it has no SourceDN.
struct Query {
  Key key;
  std::string holder_dn;  // as spelled in the profile; empty = none
};

// What the list says of one query.
struct Answer {
  // The row whose source the key is. Rows that agree are merged, so there is one or none.
  std::optional<Found> source;
  // Row whose target the key is (the mailbox is already there); null: none. Independent of
  // `source`.
  std::shared_ptr<const Row> target;
  // The row cannot be used: duplicates that disagree, a cycle, a chain of more than 8 steps, or no
  // target. Names the lines. Only this query is affected.
  std::shared_ptr<const Error> fault;
};

class MappingList {
 public:
  virtual ~MappingList() = default;

  // Opens a list and makes the checks that need no full pass. Every error is a refusal (exit 3)
  // with a message of its own: kNotFound (missing), kDamaged (empty, header without rows, no usable
  // row, edited, cut short, lone DN list, bad or missing signature), kUnsupported (public key given
  // where no ECDSA is to be had), kDenied, kIo. Warnings (a stale index, columns guessed without a
  // header) go to `log`, which must outlive the list.
  static Result<std::unique_ptr<MappingList>> Open(FileSystem& files, const std::string& path,
                                                   const OpenOptions& options, Log& log);

  // One answer a query, in order. Without an index this is where the whole list is read, and where
  // it may be refused.
  virtual Result<std::vector<Answer>> Find(const std::vector<Query>& queries) = 0;

  // Lower-case hex that changes with the list: the digest of its #end line, else of the whole file
  // (known after the first Find, empty before).
  virtual std::string digest() const = 0;
  virtual const std::string& path() const = 0;
  virtual bool indexed() const = 0;
};

}  // namespace repoint::list

#endif  // REPOINT_LIST_LIST_H_

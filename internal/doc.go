// Package internal holds Relève: what it knows, where it keeps it, how it shows it. It has no code of its own; this
// page is the plan of the house, and arch_test.go beside it checks that the code keeps to the plan.
//
// # Words
//
// Code, pages and documents use the same words. A form (questionnaire) has questions; a choice question takes its
// answers from a list (modalités), a band question its minutes from bands (tranches). A campaign is one survey period
// with one form; a participant is a service that takes part, by its own link. A sheet (fiche) is one filled
// questionnaire, a row (démarche, demande) its repeated part: a form without repeat has exactly one row. A channel is
// the way a sheet came: web, offline, keyed, scan, import, api. A role is what a question means to the figures
// (institution, minutes, outcome…); a tally (décompte) counts rows by roles, a measure (mesure) is a figure computed
// from a tally, a report (rapport) lays measures out as tables.
//
// Roles are the central idea: no figure ever names a question. It asks for the role, so that any questionnaire whose
// questions carry roles gets its workload and failure rates, also one that a coordinator wrote yesterday.
//
// # Packages
//
// Upstream first. A package may import some of those above it, never one below; arch_test.go has the exact table,
// and the owner of each library.
//
//   - problem defines the errors the program can explain to a person
//   - locale turns message keys, numbers, dates and plurals into French, Dutch, German or English; owns
//     messages/*.json and golang.org/x/text
//   - check runs struct tags and answers with problems; owns the validator
//   - form reads and checks questionnaires and the kinds of question they use; owns their file format, bands, YAML
//   - guard finds personal identifiers in free text
//   - sheet holds one filled questionnaire and reads it from posted values
//   - account keeps coordinators' accounts, and who is signed in; owns argon2
//   - campaign groups the sheets of one survey period and says what a store must do
//   - interchange knows the one layout of rows: sheets to and from lines of text and JSON
//   - tally counts rows into measures; pure, in columns in memory
//   - report lays measures out as typed tables from a definition, blind to file formats
//   - chart draws a report table as an accessible SVG
//   - xlsx writes report tables and rows as a workbook, and reads rows; owns excelize
//   - csv writes and reads rows as CSV; owns encoding/csv
//   - transfer carries sheets of a campaign out into files and in from files, the same for pages and commands
//   - qr draws QR codes and reads them; owns rsc.io/qr and gozxing
//   - logo reads a partner's logo and makes it safe to print
//   - device puts together what runs on a respondent's device: scripts, words, the index of choices; owns the bundler
//   - pdf writes and tags PDF, and pulls images out of it; owns fpdf and pdfcpu
//   - paper lays a questionnaire out on A4 with a layout file, and prints it
//   - scan reads marks from images of printed sheets by their layout file; owns the decoding of images
//   - sqlite keeps everything in one SQLite file; owns database/sql, its driver, the file lock, and all SQL
//   - web serves questionnaires, the coordinators' pages, exports and the API; owns echo, net/http, certificates,
//     metrics, compression
//   - config reads settings from flags and environment; owns pflag
//   - cmd/releve wires it together, one file per subcommand; alone it touches os.Args, os.Exit, the clock, the
//     terminal and the embedded files
//   - storetest checks any store against the contracts; for tests only
//   - simulate draws filled sheets as a scanner or a telephone sees them; for tests only
//   - need gives tests what they cannot bring themselves: external programs, the module's root, a size; for tests only
//
// Three folders at the top hold data, each with a Go file of ten lines that embeds it. Only cmd imports them, everyone
// else is handed an fs.FS:
//
//   - forms are questionnaires, bands and code lists
//   - reports are report definitions
//   - static is what is served as it is, and so public
//
// Direction: problem, locale → check → form, guard → sheet → campaign → interchange, tally → report → chart, xlsx, csv →
// transfer → web → cmd. A store hangs from the packages whose interface it fills (campaign, account), and only cmd sees it.
//
// Domain packages, problem to report, return errors and know nothing of HTTP, logs, files or SQL. Words for people
// are messages, translated at the edge; a literal with a space and a letter in Go code is refused, except where only
// developers and machines read it. A comment "words:ok" with a reason, written as a directive on the line or above a
// table of constants, spares the rest, such as formulas that a spreadsheet dictates.
//
// # One submission, end to end
//
//  1. GET /s/{link}: web finds campaign and participant by the link's code and answers with the page it rendered
//     beforehand for this version and language; only a fresh sheet id is spliced in. The page is a plain HTML form that
//     works without script.
//  2. With script, device's app takes the answers off the form, lets the guard look at the texts, gives the sheet an id of
//     its own and puts it into a queue on the device. Sheets leave the queue in batches, POST /api/v1/links/{link}/sheets,
//     when there is a network; each is deleted from the device when it is acknowledged, and stays when it is refused.
//     Without script the form itself is posted: POST /s/{link}.
//  3. The body is limited, then sheet.Read gathers every problem at once, the guard's among them. Any problem: 422 and the
//     same page, each problem beside its question, the answers kept; in a batch, a verdict for each sheet.
//  4. The store's Save: one goroutine drains all waiting sheets into one immediate transaction, commits it with
//     synchronous=FULL and only then answers each. An id that is stored already succeeds again with the same content
//     and is a conflict with other content; ids are looked up before the campaign's state, so that a resend after the
//     end still succeeds.
//  5. Stored is one row in one table: a typed column for each role, the remaining answers as JSON, times as integers
//     UTC, unique by campaign, sheet id and row, and a dense number, which is the row's place in the tally's columns.
//  6. Each change raises the campaign's change number in its own transaction. The tally compares that number before
//     it answers and reads what it misses, so figures never scan the database, nor miss what another process wrote.
//  7. A form that was posted is answered by 303 to the page that says "enregistré", a batch by the receipts.
//  8. Every figure (workbook, page, command line) goes columns → tally → report.Build → writer. There is one engine
//     that counts, so figures cannot disagree.
//  9. Every error ends in one place in web: a problem gets its status and its sentence in the visitor's language; from
//     500 up it is logged once with the request's id, and the visitor sees only that id.
//
// # Adding a thing touches one place
//
//   - a kind of question: form/kind_<name>.go and its case in kindOf; a template partial only if the look is new
//   - a questionnaire or code list: one file in forms/, in four languages
//   - a report: one file in reports/; a new figure: tally/measure_<name>.go and its case
//   - a store: internal/<tech>, one case where serve opens it, and storetest must pass
//   - a language: messages/<tag>.json and one row in locale.Languages
//   - a page: web/<noun>_<verb>.go, its line in routes.go, its template
//   - something that the respondent's device does: one module in device/script/, its line in main.js, its messages
//     under device.
//   - an export format: one package, its Format and its case in transfer
//   - a setting: one field and one flag in config
//   - a library: one owner, in arch_test.go and .golangci.yml
//   - a package: one line here and one in arch_test.go, when something needs it and not before
//
// # Changes of plan
//
// What was intended at first, and why it is otherwise:
//
//   - A sheet and its rows were to be two tables. They are one wide table: a procedure has exactly one row, and the
//     figures load in one scan without a join.
//   - report was to come later. It is there from the start with one definition, reports/synthese.json, because the
//     first workbook would otherwise have laid out its figures in code and been rewritten. Definitions are JSON: the
//     standard library reads it strictly, and YAML keeps one owner.
//   - campaign imports check too: what a coordinator may set is checked there, the same for the command line and pages.
//   - xlsx writes the sheets of a workbook itself, straight into their parts, and reads rows with a scanner of its own;
//     excelize keeps names, styles, charts and properties. Writing by stream loses, without an error, what is set on a
//     sheet after its end, and at some 11 µs for 15 cells would take 5 s for the rows of 100,000 lines; as a reader it
//     unfolded 600 kB to more than a gigabyte.
//   - transfer was not foreseen: pages and commands were each to know what belongs into a file, and how one is refused.
//   - device was not foreseen. What runs in a browser is made of modules that a bundler puts together when the program
//     starts: the sources stay readable, no generated file is kept beside them, and what is downloaded stays small.
//   - need was not foreseen. Skipping aloud, and failing where nothing may be skipped, must be one rule for all tests.
package internal

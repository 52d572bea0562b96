package guard

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode"

	"releve/internal/locale"
	"releve/internal/need"
	"releve/internal/problem"
)

func TestCheck(t *testing.T) {
	tests := []struct {
		name string
		text string
		key  string
		want problem.Args
	}{
		{"three words", "Hier la dame a donné le 85.07.30-033.28.", "guard.national", problem.Args{"where": "a donné le", "position": 25}},
		{"fewer words", "Compte BE68 5390 0754 7034", "guard.iban", problem.Args{"where": "Compte", "position": 8}},
		{"no word", "4111 1111 1111 1111 refusée", "guard.card", problem.Args{"where": problem.Key("guard.nowords"), "position": 1}},
		{"signs, not bytes", "é\u00a0è 85073003328", "guard.national", problem.Args{"where": "é è", "position": 5}},
		{"line breaks", "a\nb\n\nc\td 85073003328", "guard.national", problem.Args{"where": "b c d", "position": 10}},
		{"never another number", "12/09/2022 rappelé 85073003328", "guard.national", problem.Args{"where": "rappelé", "position": 20}},
		{"only a number before", "dossier 2022 85073003328", "guard.national", problem.Args{"where": problem.Key("guard.nowords"), "position": 14}},
		{"only the first", "un 85073003328 deux BE68 5390 0754 7034", "guard.national", problem.Args{"where": "un", "position": 4}},
		{"a long word is cut", strings.Repeat("x", 60) + " 85073003328", "guard.national", problem.Args{"where": strings.Repeat("x", 39), "position": 62}},
		{"a name before it is told", "Madame Dupont, 85073003328", "guard.national", problem.Args{"where": "Madame Dupont,", "position": 16}},
		{"signs nobody sees", "mot\u202e caché\u0007 85073003328", "guard.national", problem.Args{"where": "mot caché", "position": 13}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := Check(tt.text)
			if got == nil {
				t.Fatalf("Check(%q) = nil", tt.text)
			}
			if got.Kind != problem.Invalid || got.Key != tt.key || !reflect.DeepEqual(got.Args, tt.want) {
				t.Errorf("Check(%q) = %v %s %v, want %s %v", tt.text, got.Kind, got.Key, got.Args, tt.key, tt.want)
			}
		})
	}
}

func TestCheckLetsOrdinaryTextPass(t *testing.T) {
	if got := Check("Madame a rappelé le 12/09/2022 au 0800/35.243, 1030."); got != nil {
		t.Errorf("Check = %v, want nil", got)
	}
}

func TestKinds(t *testing.T) {
	tests := []struct {
		kinds            []Kind
		certain, flagged bool
	}{
		{[]Kind{National, IBAN, Card}, true, false},
		{[]Kind{Phone, Email, Page, Name, Birth, Address}, false, true},
		{[]Kind{Payment}, false, false},
	}
	for _, tt := range tests {
		for _, kind := range tt.kinds {
			if kind.Certain() != tt.certain || kind.Flagged() != tt.flagged {
				t.Errorf("%s: certain %v, flagged %v", kind, kind.Certain(), kind.Flagged())
			}
		}
	}
}

func TestRunes(t *testing.T) {
	const text = "😀 é : Madame Dupont"
	found := Find(text)
	if len(found) != 1 {
		t.Fatalf("Find = %v", found)
	}
	if start, end := found[0].Runes(text); string([]rune(text)[start:end]) != "Madame Dupont" {
		t.Errorf("Runes = %d, %d", start, end)
	}
}

// TestMessages holds the sentences to the keys that Check makes.
func TestMessages(t *testing.T) {
	for _, language := range []string{"fr", "nl", "de", "en"} {
		content, err := os.ReadFile("../locale/messages/" + language + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var messages map[string]any
		if err := json.Unmarshal(content, &messages); err != nil {
			t.Fatal(err)
		}
		for _, kind := range []Kind{National, IBAN, Card} {
			sentence, _ := messages["guard."+string(kind)].(string)
			if !strings.Contains(sentence, "{where}") || !strings.Contains(sentence, "{position}") {
				t.Errorf("%s: guard.%s = %q, want a sentence with {where} and {position}", language, kind, sentence)
			}
		}
		if messages["guard.nowords"] == nil {
			t.Errorf("%s: guard.nowords is missing", language)
		}
	}
}

func TestIBANOfEveryCountry(t *testing.T) {
	patterns := known.IBAN
	if len(patterns) < 100 {
		t.Fatalf("%d countries read", len(patterns))
	}
	rng := seeded(5)
	for country, pattern := range patterns {
		number := randomIBAN(rng, country, pattern)
		want := []Finding{{IBAN, 0, len(number)}}
		for _, text := range []string{number, strings.ToLower(number)} {
			if got := Find(text); !reflect.DeepEqual(got, want) {
				t.Errorf("Find(%q) = %v, want %v", text, got, want)
			}
		}
		for _, text := range []string{wrongDigit(rng, number), number[:len(number)-1], number + "0"} {
			if finds(text, IBAN) {
				t.Errorf("Find(%q) holds an IBAN", text)
			}
		}
	}
}

// wrongDigit changes one digit of a number.
func wrongDigit(rng *rand.Rand, number string) string {
	for {
		i := rng.IntN(len(number))
		if c := number[i]; '0' <= c && c <= '9' {
			other := figures[(int(c-'0')+1+rng.IntN(9))%10]
			return number[:i] + string(other) + number[i+1:]
		}
	}
}

// TestIBANExamples reads the examples that countries publish: nothing here was computed by this package.
func TestIBANExamples(t *testing.T) {
	content, err := os.ReadFile("testdata/iban-examples.txt")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(content)) {
		number := strings.TrimSpace(line)
		if number == "" || number[0] == '#' {
			continue
		}
		n++
		if got, want := Find(number), []Finding{{IBAN, 0, len(number)}}; !reflect.DeepEqual(got, want) {
			t.Errorf("Find(%q) = %v, want %v", number, got, want)
		}
	}
	if n < 80 {
		t.Errorf("%d examples read", n)
	}
}

func TestEveryDayAndMonth(t *testing.T) {
	for month := range 100 {
		for day := range 100 {
			nine := fmt.Sprintf("85%02d%02d033", month, day)
			number := 0
			if _, err := fmt.Sscan(nine, &number); err != nil {
				t.Fatal(err)
			}
			text := fmt.Sprintf("%s%02d", nine, 97-number%97)
			want := month <= 12 || 20 <= month && month <= 32 || 40 <= month && month <= 52
			if got := finds(text, National); got != want {
				t.Errorf("Find(%q) = %v, want %v", text, got, want)
			}
		}
	}
}

func TestNothingIsAllocatedWithoutFinding(t *testing.T) {
	text := strings.Repeat("Appelé le 12/09/2022 au 02 555 12 34 de 12 à 14h, BE 0403.019.261, 45 30 20 15 10 60 été. ", 50)
	clean := strings.Repeat("Guichet fermé à midi, trois appels sans réponse. L'assistante n'a pas pu. Madame attend un courriel. ", 50)
	if found := Find(clean); found != nil {
		t.Fatalf("Find = %v", found)
	}
	if n := testing.AllocsPerRun(10, func() { Find(clean) }); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
	if n := testing.AllocsPerRun(10, func() { Check(text) }); n != 0 {
		t.Errorf("Check: %v allocations, want 0", n)
	}
}

// TestNothingIsLeftBehind puts sixteen digits, whose check fits though no country stands before them, where a reader
// that kept places of earlier numbers would look for an IBAN.
func TestNothingIsLeftBehind(t *testing.T) {
	const digits = "1068000000000000"
	number := "BE68539007547034"
	for filler := range 130 {
		text := number + " " + strings.Repeat("x", filler) + " " + digits
		if got, want := Find(text), []Finding{{IBAN, 0, len(number)}}; !reflect.DeepEqual(got, want) {
			t.Errorf("Find(%q) = %v, want %v", text, got, want)
		}
	}
}

// TestTimeIsLinear compares 10 kB with 1 MB of texts that make a scanner work. A hundred times the text may take
// a thousand times as long, for other programs run beside the test; a reader that looks back at all it has read
// takes ten thousand times as long.
func TestTimeIsLinear(t *testing.T) {
	need.Full(t)
	for _, piece := range []string{
		"1", "1 ", "4 ", "12 ", "85.07.30-033.28 ", "85.07.30-033.29", "4111 1111 1111 1111 ", "4111 1111 1111 1112 ",
		"+", "+1", "00", "0470 12 34 5", "(0)", "0(0)", "de la ", "0470/12.34.56 ", "02/05.", "1/1/1985 ", "né ", "née le ", "@", "a@", "a@a.", "a.a@a", "(at)", "/", "://a:", "t.me/", "facebook.com/a.", "Mme ",
		"Mme A", "Mme A. ", "Mme Aa ", "Mme de ", "'t ", "32 ", "de ", "d'A-", "Aa-", "rue ", "rue A ", "rue a 1", "1 rue ", "laan 1 ", "Aa Laan ", "1 Aa Street ", "1030 A", "cpas 02 ", "+++1/", "*",
		"BE68", "BE68 5390 0754 7034 ", "be 68 ", "MT84", "a", "a ", ".", " ", "1\u0301", "a\u0301", "\u200b", "1\u200b", "é", "\xff",
	} {
		short := fastest(strings.Repeat(piece, 10_000/len(piece)))
		text := strings.Repeat(piece, 1_000_000/len(piece))
		ratio, long := 0.0, time.Duration(0)
		for range 3 {
			start := time.Now()
			Find(text)
			long = time.Since(start)
			if ratio = float64(long) / float64(short); ratio <= 1000 {
				break
			}
		}
		if ratio > 1000 {
			t.Errorf("%q: 100 times the text takes %.0f times as long (%v, %v)", piece, ratio, short, long)
		}
	}
}

// fastest returns the shortest of some times that Find takes.
func fastest(text string) time.Duration {
	best := time.Hour
	for range 3 {
		start := time.Now()
		Find(text)
		best = min(best, time.Since(start))
	}
	return max(best, 10*time.Microsecond)
}

// TestClassesOutliveCleaning reads every rune before and after it is brought to the form in which texts are stored.
func TestClassesOutliveCleaning(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		stored, ok := locale.Clean("0" + string(r) + "0")
		signs := []rune(stored)
		if !ok || r == '\r' || len(signs) != 3 {
			continue // not stored, half of a line break, or two signs later: the fuzz test looks at whole texts
		}
		class, value := classify(r)
		storedClass, storedValue := classify(signs[1])
		if class != storedClass || value != storedValue {
			t.Errorf("%U is %d %d, as stored %U it is %d %d", r, class, value, signs[1], storedClass, storedValue)
		}
	}
}

func TestDigitsOfEveryScript(t *testing.T) {
	for _, zero := range []rune{'0', '０', '٠', '۰', '०', '০', '๐', '༠', '𝟎', '𝟘', '𝟢', '𝟬', '𝟶', '𞥐'} {
		for i := range 10 {
			r := zero + rune(i)
			if class, value := classify(r); class != digit || int(value) != i {
				t.Errorf("%U is %d %d, want the digit %d", r, class, value, i)
			}
		}
	}
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if class, _ := classify(r); (class == digit) != unicode.IsDigit(r) {
			t.Errorf("%U has class %d", r, class)
		}
	}
}

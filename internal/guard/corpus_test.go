package guard

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"
)

// seeded returns random numbers that are the same in every run.
func seeded(seed uint64) *rand.Rand {
	return rand.New(rand.NewPCG(seed, seed))
}

// digitsOf returns n random digits.
func digitsOf(rng *rand.Rand, n int) string {
	var b strings.Builder
	for range n {
		b.WriteByte(figures[rng.IntN(10)])
	}
	return b.String()
}

const (
	figures  = "0123456789"
	capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

func pick[T any](rng *rand.Rand, from ...T) T { return from[rng.IntN(len(from))] }

// randomNational makes a national or BIS number; its check digits bring the number before them to a multiple of 97.
func randomNational(rng *rand.Rand) string {
	month := rng.IntN(13) + pick(rng, 0, 20, 40)
	nine := fmt.Sprintf("%02d%02d%02d%03d", rng.IntN(100), month, rng.IntN(36), 1+rng.IntN(998))
	number, _ := new(big.Int).SetString(pick(rng, "", "2")+nine, 10)
	rest := new(big.Int).Mod(number, big.NewInt(97)).Int64()
	return fmt.Sprintf("%s%02d", nine, 97-rest)
}

// randomCard makes a card number of a scheme that Belgians carry.
func randomCard(rng *rand.Rand) string {
	kind := pick(rng, "4 16", "51 16", "55 16", "2720 16", "6703 17", "6703 16", "34 15", "37 15", "36 14", "4 13", "675 19")
	var prefix string
	var length int
	if _, err := fmt.Sscanf(kind, "%s %d", &prefix, &length); err != nil {
		panic(err)
	}
	body := prefix + digitsOf(rng, length-len(prefix)-1)
	for check := byte('0'); ; check++ {
		if luhnOK(body + string(check)) {
			return body + string(check)
		}
	}
}

// luhnOK checks a number by the table of doubled digits.
func luhnOK(number string) bool {
	sum := 0
	for i, r := range number {
		d := int(r - '0')
		if (len(number)-i)%2 == 0 {
			d = []int{0, 2, 4, 6, 8, 1, 3, 5, 7, 9}[d]
		}
		sum += d
	}
	return sum%10 == 0
}

// randomIBAN makes an IBAN of a country by its pattern.
func randomIBAN(rng *rand.Rand, country, pattern string) string {
	var account strings.Builder
	for pattern != "" {
		n, class, rest := nextPart(pattern)
		for range n {
			from := figures + capitals
			switch class {
			case 'n':
				from = figures
			case 'a':
				from = capitals
			}
			account.WriteByte(from[rng.IntN(len(from))])
		}
		pattern = rest
	}
	return fmt.Sprintf("%s%02d%s", country, ibanCheck(country, account.String()), account.String())
}

// ibanCheck returns the check digits of an account, by arithmetic on the whole number.
func ibanCheck(country, account string) int64 {
	var digits strings.Builder
	for _, r := range account + country + "00" {
		if r <= '9' {
			digits.WriteRune(r)
		} else {
			fmt.Fprint(&digits, r-'A'+10)
		}
	}
	number, _ := new(big.Int).SetString(digits.String(), 10)
	return 98 - new(big.Int).Mod(number, big.NewInt(97)).Int64()
}

// grouped writes a number in groups of the given lengths, the rest in the last one.
func grouped(number, separator string, lengths ...int) string {
	var groups []string
	for _, n := range lengths {
		if n < len(number) {
			groups = append(groups, number[:n])
			number = number[n:]
		}
	}
	return strings.Join(append(groups, number), separator)
}

func inFours(number, separator string) string {
	return grouped(number, separator, 4, 4, 4, 4, 4, 4, 4, 4)
}

func blankOf(rng *rand.Rand) string { return pick(rng, " ", " ", "\u00a0", "\u202f", "\u2009") }

// writtenNational writes a national number as people do.
func writtenNational(rng *rand.Rand) string {
	n := randomNational(rng)
	switch rng.IntN(7) {
	case 0:
		return n
	case 1:
		return fmt.Sprintf("%s.%s.%s-%s.%s", n[:2], n[2:4], n[4:6], n[6:9], n[9:])
	case 2:
		return fmt.Sprintf("%s.%s.%s-%s %s", n[:2], n[2:4], n[4:6], n[6:9], n[9:])
	case 3:
		return grouped(n, blankOf(rng), 2, 2, 2, 3)
	case 4:
		return grouped(n, pick(rng, "-", "/", " ", "–", " - "), 6, 3)
	case 5:
		return grouped(n, pick(rng, " ", "-", "/"), 6)
	default:
		return grouped(n, pick(rng, ".", "/", "-"), 2, 2, 2, 3)
	}
}

func writtenCard(rng *rand.Rand) string {
	n := randomCard(rng)
	if len(n) <= 15 && rng.IntN(2) == 0 {
		return grouped(n, pick(rng, blankOf(rng), "-"), 4, 6)
	}
	if rng.IntN(3) == 0 {
		return n
	}
	return inFours(n, pick(rng, blankOf(rng), "-", "."))
}

func writtenIBAN(rng *rand.Rand) string {
	patterns := known.IBAN
	country := pick(rng, "BE", "BE", "BE", "BE", "FR", "NL", "DE", "LU", "MA", "RO", "PL", "GB", "ES", "MT")
	n := randomIBAN(rng, country, patterns[country])
	if rng.IntN(4) == 0 {
		n = strings.ToLower(n)
	}
	if rng.IntN(3) == 0 {
		return n
	}
	return inFours(n, pick(rng, blankOf(rng), "-", "."))
}

// scanned spoils a number as machines that read paper do: spaces between signs, a broken line, full-width digits.
func scanned(rng *rand.Rand, number string) string {
	broken := rng.IntN(3) == 0
	wide := rng.IntN(20) == 0
	often := pick(rng, 0, 0, 4, 12, 100)
	var b strings.Builder
	for i, r := range number {
		if i > 0 && rng.IntN(100) < often {
			b.WriteString(" ")
		}
		if broken && i > len(number)/2 && (r == ' ' || r == '-' || r == '.') {
			broken = false
			b.WriteRune(r)
			b.WriteString("\n")
			continue
		}
		if wide && '0' <= r && r <= '9' {
			r += '０' - '0'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// around are sentences with a place for a number.
func around(rng *rand.Rand, number string) string {
	return strings.Replace(pick(rng,
		"Numéro national %, la page s'est fermée.",
		"nn % bloqué",
		"La dame (%) attend depuis 3 mois, 2 enfants.",
		"rijksregisternummer % werd niet aanvaard op 12/09/2022",
		"%",
		"Appelé 3 fois le 0470/12.34.56 ; dossier % introuvable",
		"n°%: refusé",
		"registre national:%\nDeuxième essai le 14.9.2022, 45 minutes",
		"le 12/09/2022, %",
		"kreeg het nummer «%» niet ingevuld.",
		"rappel demain\n%\n30 minutes",
		"1. % ; 2. attendre",
	), "%", number, 1)
}

func TestScannedNumbersAreFound(t *testing.T) {
	tests := []struct {
		name  string
		write func(*rand.Rand) string
		want  Kind
	}{
		{"national", writtenNational, National},
		{"iban", writtenIBAN, IBAN},
		{"card", writtenCard, Card},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rng := seeded(1)
			const texts = 5000
			missed := 0
			for range texts {
				text := around(rng, scanned(rng, tt.write(rng)))
				if !finds(text, tt.want) {
					missed++
					if missed <= 3 {
						t.Logf("missed in %q", text)
					}
				}
			}
			if missed*100 > texts {
				t.Errorf("%d of %d missed, want at most 1 in 100", missed, texts)
			}
		})
	}
}

func finds(text string, kind Kind) bool {
	for _, f := range Find(text) {
		if f.Kind == kind {
			return true
		}
	}
	return false
}

// ordinary returns a piece of text with figures that are no identifier.
func ordinary(rng *rand.Rand) string {
	d := func(n int) string { return digitsOf(rng, n) }
	switch rng.IntN(13) {
	case 0:
		return fmt.Sprintf("04%s%s%s.%s.%s", d(2), pick(rng, "/", " "), d(2), d(2), d(2))
	case 1:
		return fmt.Sprintf("02%s%s.%s.%s", pick(rng, "/", " "), d(3), d(2), d(2))
	case 2:
		return fmt.Sprintf("%s4%s %s %s %s", pick(rng, "+32 ", "+32", "0032 ", "0032"), d(2), d(2), d(2), d(2))
	case 3:
		return fmt.Sprintf("%s 2 %s %s %s", pick(rng, "+32", "0032"), d(3), d(2), d(2))
	case 4:
		return fmt.Sprintf("%02d/%02d/20%s", 1+rng.IntN(31), 1+rng.IntN(12), d(2))
	case 5:
		return fmt.Sprintf("%d.%d.%s %02d:%02d", 1+rng.IntN(31), 1+rng.IntN(12), d(2), rng.IntN(24), rng.IntN(60))
	case 6:
		return fmt.Sprintf("%d.%s,%s EUR", rng.IntN(100), d(3), d(2))
	case 7:
		first := fmt.Sprintf("0%d", 2000000+rng.IntN(7999999))
		n, _ := new(big.Int).SetString(first, 10)
		return grouped(fmt.Sprintf("%s%02d", first, 97-n.Int64()%97), pick(rng, "", "."), 4, 3)
	case 8:
		n := d(10)
		whole, _ := new(big.Int).SetString(n, 10)
		rest := new(big.Int).Mod(whole, big.NewInt(97)).Int64()
		if rest == 0 {
			rest = 97
		}
		return fmt.Sprintf("+++%s/%s/%s%02d+++", n[:3], n[3:7], n[7:], rest)
	case 9:
		return fmt.Sprintf("%d, %d, %d et %d minutes", rng.IntN(60), rng.IntN(60), rng.IntN(60), rng.IntN(60))
	case 10:
		return fmt.Sprintf("%d fiches en %d", rng.IntN(500), 1990+rng.IntN(40))
	case 11:
		return fmt.Sprintf("article %d, §%d de la loi du %d août %d", rng.IntN(200), rng.IntN(9), 1+rng.IntN(31), 1950+rng.IntN(70))
	default:
		return fmt.Sprintf("1030, %d Bruxelles, 0800/35.243", 1000+rng.IntN(200))
	}
}

func TestOrdinaryFiguresAreLeftAlone(t *testing.T) {
	rng := seeded(3)
	const texts = 20000
	alarms := 0
	for range texts {
		var b strings.Builder
		for range 1 + rng.IntN(5) {
			b.WriteString(pick(rng, "Appelé le ", "", "tel ", "zie ", "et "))
			b.WriteString(ordinary(rng))
			b.WriteString(pick(rng, " ", ", ", "\n", " ou ", ". "))
		}
		if found := certain(Find(b.String())); found != nil {
			alarms++
			if alarms <= 20 {
				t.Logf("alarm %v in %q", found, b.String())
			}
		}
	}
	if alarms*500 > texts {
		t.Errorf("%d of %d texts give a false alarm, want at most 1 in 500", alarms, texts)
	}
}

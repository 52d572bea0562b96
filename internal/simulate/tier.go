package simulate

// Tier is a way in which sheets come in: what prints, copies and looks at them. Ranges are the least and the most.
type Tier struct {
	Name    string
	DPI     float64    // pixels per inch of paper
	Scale   [2]float64 // of the printer
	Skew    float64    // degrees, either way
	Down    float64    // share of pages upside down
	Quarter float64    // share of pages turned by a quarter
	Blur    [2]float64 // standard deviation, pixels
	Motion  float64    // pixels that the hand moves at most
	Noise   [2]float64 // standard deviation of greys, 0 … 255
	Quality [2]int     // of the JPEG file, 0 for none
	Cut     [2]int     // grey from which on a dot is white, where there are only black and white; else 0
	White   [2]float64 // grey of paper in full light
	Black   [2]float64 // grey of what reflects nothing
	Dust    float64    // specks on a page
	Wave    [2]float64 // how far paper is out of place: a feeder's slip, or curl; millimetres
	Light   [2]float64 // how much darker the darkest place of a page is, 0 … 1
	Phone   bool       // held over a table: perspective, shadows, surroundings
	Tilt    float64    // degrees, of a telephone
}

// Tiers returns the tiers that must be read: copiers at 300 and 200 dpi, one in black and white, a telephone in good light
// and one in bad light.
func Tiers() []Tier { return []Tier{Copier300(), Copier200(), Fax200(), PhoneGood(), PhoneBad()} }

// Copier300 is an office copier that scans in grey at 300 dpi.
func Copier300() Tier {
	t := Copier200()
	t.Name, t.DPI, t.Blur = "copier300", 300, [2]float64{0.5, 1.2}
	return t
}

// Copier200 is an office copier that scans in grey at 200 dpi.
func Copier200() Tier {
	return Tier{
		Name: "copier200", DPI: 200, Scale: [2]float64{0.9, 1.02}, Skew: 3, Down: 0.3, Quarter: 0.1,
		Blur: [2]float64{0.4, 0.9}, Noise: [2]float64{1.5, 6}, Quality: [2]int{30, 85},
		White: [2]float64{228, 255}, Black: [2]float64{0, 40}, Dust: 25, Wave: [2]float64{0, 0.25}, Light: [2]float64{0, 0.08},
	}
}

// Fax200 is a copier at 200 dpi set to black and white, which begins half way or nearer to white.
func Fax200() Tier {
	t := Copier200()
	t.Name, t.Quality, t.Cut = "bw200", [2]int{}, [2]int{128, 180}
	return t
}

// PhoneGood is a telephone in good light.
func PhoneGood() Tier {
	return Tier{
		Name: "phone-good", DPI: 260, Scale: [2]float64{0.94, 1.01}, Skew: 5, Down: 0.05, Quarter: 0.25,
		Blur: [2]float64{0.6, 1.3}, Noise: [2]float64{2, 6}, Quality: [2]int{60, 90},
		White: [2]float64{185, 250}, Black: [2]float64{5, 45}, Dust: 5, Wave: [2]float64{0.2, 0.7}, Light: [2]float64{0.15, 0.55},
		Phone: true, Tilt: 10,
	}
}

// PhoneBad is a telephone far off, in bad light, held by a hand that shakes.
func PhoneBad() Tier {
	return Tier{
		Name: "phone-bad", DPI: 150, Scale: [2]float64{0.94, 1.01}, Skew: 6, Down: 0.05, Quarter: 0.25,
		Blur: [2]float64{1, 1.9}, Motion: 3, Noise: [2]float64{5, 12}, Quality: [2]int{30, 70},
		White: [2]float64{90, 210}, Black: [2]float64{10, 50}, Dust: 5, Wave: [2]float64{0.5, 1}, Light: [2]float64{0.35, 0.7},
		Phone: true, Tilt: 16,
	}
}

// Hopeless is a photograph that nobody should read: small, dark and blurred.
func Hopeless() Tier {
	t := PhoneBad()
	t.Name, t.DPI = "hopeless", 80
	t.Blur, t.Motion, t.White, t.Noise = [2]float64{1.8, 2.6}, 7, [2]float64{60, 110}, [2]float64{8, 16}
	return t
}

package main
import ("testing")
func TestZZ(t *testing.T) {
	for n, s := range map[int]string{20000:"20000", 50000:"50000"} {
		w := trial(t)
		drawFile(t, "monitoring-1030", 7, n).put(t, w, "a")
		succeed(t, w, "export", "--campaign", "a", "-o", "/tmp/acc/m"+s+".xlsx")
		succeed(t, w, "export", "--campaign", "a", "-o", "/tmp/acc/m"+s+".csv", "--format", "csv", "--with-tokens")
	}
}

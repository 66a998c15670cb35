// Package time.
package main

import (
	"encoding/json"
	"fmt"
	"time"
)

func main() {
	t := time.Date(2024, time.February, 29, 13, 4, 5, 678e6, time.UTC)
	fmt.Println(t, t.Weekday(), t.YearDay(), t.Unix(), t.Format(time.RFC3339Nano), t.Format("Mon Jan _2 3:04PM"), t.AddDate(1, 0, 0))
	d := 90*time.Minute + 30*time.Second
	fmt.Println(d, d.Hours(), d.Round(time.Hour), d.Truncate(time.Hour), time.Duration(1500)*time.Millisecond, t.Add(d).Sub(t) == d, -d)
	p, err := time.Parse("2006-01-02 15:04 MST", "2023-12-25 08:30 UTC")
	fmt.Println(p, err, p.Before(t), t.After(p), p.Equal(p.In(time.FixedZone("X", 3600))))
	_, err = time.Parse(time.RFC3339, "nonsense")
	fmt.Println(err)
	e, err := time.ParseDuration("1h15m30.918s")
	fmt.Println(e, err, e.Seconds(), e.Milliseconds())
	zone := time.FixedZone("EST", -5*3600)
	fmt.Println(t.In(zone), t.In(zone).Location(), t.Truncate(24*time.Hour))
	loc, err := time.LoadLocation("Europe/Zurich")
	fmt.Println(err, t.In(loc).Format(time.RFC1123Z))
	y, w := t.ISOWeek()
	fmt.Println(y, w, t.Month() == 2, time.Month(3), time.Saturday, time.Time{}.IsZero(), t.Compare(p))
	b, _ := json.Marshal(struct {
		T time.Time
		D time.Duration
	}{t, d})
	fmt.Println(string(b))
	var back struct{ T time.Time }
	fmt.Println(json.Unmarshal(b, &back), back.T.Equal(t))

	start := time.Now()
	time.Sleep(2 * time.Millisecond)
	fmt.Println(time.Since(start) >= 2*time.Millisecond, time.Until(start) < 0)
	tick := time.NewTicker(time.Millisecond)
	n := 0
	for range tick.C {
		n++
		if n == 3 {
			tick.Stop()
			break
		}
	}
	fmt.Println(n)
	select {
	case <-time.After(time.Millisecond):
		fmt.Println("after")
	case <-time.After(time.Hour):
	}
	tm := time.NewTimer(time.Hour)
	fmt.Println(tm.Reset(time.Millisecond), !(<-tm.C).IsZero())
	switch x := any(d).(type) {
	case time.Time:
		fmt.Println("time", x)
	case time.Duration:
		fmt.Println("duration", x)
	}
}

package dht

// Who coordinates a key: one of its group, its owner as long as that answers. All that is done to a key is a function of what is there, and is agreed upon by a majority of the
// group, one after the other (Rystsov, CASPaxos: Replicated state machines without logs, 2018): a round is promised by a majority, which says what was accepted last; the function
// of that is proposed, and what a majority has accepted is chosen. Who has a round goes on in it without asking for promises. Several may coordinate a key at once, which
// costs them time and nothing else: so nobody has to know who is dead.

import (
	"slices"
	"time"

	"parley/protocol"
)

// jobPhase is how far a coordinator is.
type jobPhase uint8

const (
	idle      jobPhase = iota
	preparing          // waits for promises
	accepting          // waits for a majority to accept
	yielding           // another one is about it: waits for a random time
)

// task is something that is to be done to a key.
type task struct {
	From  protocol.NodeID
	Kind  string
	ID    ID
	Value []byte
	Token int
	Sent  time.Duration
	Lock  ID
}

// job is what this node coordinates of one key.
type job struct {
	Key     string
	Arc     Arc // whose group it is
	Phase   jobPhase
	Ballot  Ballot
	Yes     []protocol.NodeID
	Best    Ballot // preparing: the last that was accepted, as far as is known, and its record
	Record  Record // and accepting: what is proposed
	Same    int    // how many have the best
	Tasks   []task // that wait
	Doing   []task // that are in what is proposed
	Answers []protocol.Message
	Round   int // the highest that was heard of
	Tries   int
}

// reading is a Get under way: a majority is asked what it has accepted. If all of it have the same, that was chosen. See Attiya, Bar-Noy and Dolev, Sharing
// memory robustly in message-passing systems, 1995, where the reader writes back what not all of them have; here it makes the Get a task, which does.
type reading struct {
	ID    ID
	Query Query
	From  protocol.NodeID
	Arc   Arc
	Yes   []protocol.NodeID
	Best  Ballot
	Rec   Record
	Same  int
	Began time.Duration
}

func majority(group []protocol.NodeID) int { return len(group)/2 + 1 }

// coordinate does a task, or says that this node is not of the key's group.
func (m *Machine) coordinate(key string, t task) {
	if _, has := m.group(key); !has {
		m.moved(t)
		return
	}
	j := m.jobs[key]
	if j == nil {
		j = &job{Key: key}
		m.jobs[key] = j
	}
	same := func(other task) bool { return other.ID == t.ID && other.Kind == t.Kind && other.From == t.From }
	if i := slices.IndexFunc(j.Tasks, same); i >= 0 {
		j.Tasks[i] = t
	} else if !slices.ContainsFunc(j.Doing, same) {
		j.Tasks = append(slices.Clone(j.Tasks), t)
	}
	m.work(j)
}

func (m *Machine) moved(t task) {
	if t.Kind != "Expire" {
		m.send(t.From, "Moved", About{t.ID})
	}
}

// work begins what waits.
func (m *Machine) work(j *job) {
	if j.Phase != idle || len(j.Tasks) == 0 {
		return
	}
	a, has := m.group(j.Key)
	if !has {
		m.abandon(j)
		return
	}
	j.Arc, j.Tries = a, 0
	c := m.copyOf(j.Key, a.Gen)
	last, led := m.leads[j.Key]
	switch {
	case len(a.Group) == 1: // nobody else can propose anything
		j.Ballot = Ballot{Gen: a.Gen, N: 1, Node: m.cfg.Self, Seq: c.Accepted.Seq}
		m.propose(j, c.Record, true)
	case led && last == c.Accepted && last.round() == c.Promised:
		j.Ballot = last
		m.propose(j, c.Record, true)
	default:
		m.prepare(j)
	}
}

// abandon tells all whose tasks wait here that the key is elsewhere.
func (m *Machine) abandon(j *job) {
	all := slices.Concat(j.Doing, j.Tasks)
	m.dismiss(j)
	for _, t := range all {
		m.moved(t)
	}
}

func (m *Machine) dismiss(j *job) {
	delete(m.jobs, j.Key)
	m.out.Stop(jobTimer + j.Key)
}

// prepare asks for promises of a new round.
func (m *Machine) prepare(j *job) {
	c := m.items[j.Key]
	round := j.Round
	for _, b := range []Ballot{c.Promised, c.Accepted} {
		if b.Gen == j.Arc.Gen {
			round = max(round, b.N)
		}
	}
	j.Ballot, j.Phase = Ballot{Gen: j.Arc.Gen, N: round + 1, Node: m.cfg.Self}, preparing
	c.Promised, c.Record.Key = j.Ballot, j.Key
	m.keep(c)
	c = m.copyOf(j.Key, j.Arc.Gen)
	j.Yes, j.Best, j.Record, j.Same = []protocol.NodeID{m.cfg.Self}, c.Accepted, c.Record, 1
	m.out.After(jobTimer+j.Key, m.cfg.Duration("retry"))
	m.toGroup(j)
}

// toGroup sends what a job waits for to those of the group who have not answered.
func (m *Machine) toGroup(j *job) {
	for _, id := range j.Arc.Group {
		switch {
		case slices.Contains(j.Yes, id):
		case j.Phase == preparing:
			m.send(id, "Prepare", Prepare{Key: j.Key, Ballot: j.Ballot, Have: j.Best})
		case j.Phase == accepting:
			m.send(id, "Accept", Accept{Key: j.Key, Ballot: j.Ballot, Of: len(j.Arc.Group), Record: j.Record})
		}
	}
}

func (m *Machine) onPromise(from protocol.NodeID, p Promise) {
	j := m.jobs[p.Key]
	if j == nil || j.Phase != preparing || j.Ballot != p.Ballot || slices.Contains(j.Yes, from) {
		return
	}
	j.Yes = append(slices.Clone(j.Yes), from)
	switch {
	case j.Best.before(p.Accepted):
		j.Best, j.Record, j.Same = p.Accepted, p.Record, 1
	case j.Best == p.Accepted:
		j.Same++
	}
	if len(j.Yes) >= majority(j.Arc.Group) {
		m.propose(j, j.Record, j.Same >= majority(j.Arc.Group))
	}
}

// propose does all tasks to a record, and proposes what comes of it. Chosen says that the record is known to be.
func (m *Machine) propose(j *job, r Record, chosen bool) {
	j.Doing, j.Tasks, j.Answers = append(slices.Clone(j.Doing), j.Tasks...), nil, nil
	changed := !chosen
	for _, t := range j.Doing {
		var does bool
		r, does = m.apply(j, r, t)
		changed = changed || does
	}
	r, granted := m.grant(j, r)
	j.Record = r
	if !changed && !granted {
		m.finish(j)
		return
	}
	j.Ballot.Seq++
	c := m.items[j.Key]
	if _, moved := m.passedOn(j.Key, j.Arc.Gen); moved {
		m.abandon(j)
		return
	}
	if j.Ballot.round().before(c.Promised) {
		m.yield(j, c.Promised.N)
		return
	}
	j.Phase, j.Yes = accepting, []protocol.NodeID{m.cfg.Self}
	m.keep(Copy{Promised: j.Ballot.round(), Accepted: j.Ballot, Of: len(j.Arc.Group), Record: r})
	if majority(j.Arc.Group) == 1 {
		m.leads[j.Key] = j.Ballot
		m.finish(j)
		return
	}
	m.out.After(jobTimer+j.Key, m.cfg.Duration("retry"))
	m.toGroup(j)
}

func (m *Machine) onAccepted(from protocol.NodeID, b Accepted) {
	j := m.jobs[b.Key]
	if j == nil || j.Phase != accepting || j.Ballot != b.Ballot || slices.Contains(j.Yes, from) {
		return
	}
	j.Yes = append(slices.Clone(j.Yes), from)
	if len(j.Yes) >= majority(j.Arc.Group) {
		m.leads[j.Key] = j.Ballot
		m.finish(j)
	}
}

// finish answers what is done, and goes on with what came in the meantime.
func (m *Machine) finish(j *job) {
	for _, a := range j.Answers {
		m.send(a.To, a.Kind, a.Body)
		if g, ok := a.Body.(Grant); ok {
			m.unqueue(j.Key, g.ID)
		}
	}
	m.watch(j.Key, j.Record.Lock)
	m.out.Stop(jobTimer + j.Key)
	j.Phase, j.Doing, j.Answers, j.Yes, j.Round = idle, nil, nil, nil, 0
	if len(j.Tasks) == 0 {
		m.dismiss(j)
		return
	}
	m.work(j)
}

// yield lets another coordinator of the key go first.
func (m *Machine) yield(j *job, round int) {
	j.Phase, j.Round = yielding, max(j.Round, round)
	e := protocol.Event{Seed: m.chance}
	most := int64(m.cfg.Duration("backoff")) << min(j.Tries, 3)
	m.out.After(jobTimer+j.Key, time.Duration(e.Rand().Int64N(max(most, 1))))
}

func (m *Machine) onNack(n Nack) {
	if n.Arc.Gen > 0 && m.hear(n.Arc) {
		m.keepRing()
	}
	j := m.jobs[n.Key]
	if j == nil || j.Ballot != n.Ballot || j.Phase != preparing && j.Phase != accepting {
		return
	}
	if n.Arc.Gen > j.Arc.Gen {
		m.abandon(j)
		return
	}
	m.yield(j, n.Promised.N)
}

// jobLate is for a job that has waited.
func (m *Machine) jobLate(key string) {
	j := m.jobs[key]
	if j == nil {
		return
	}
	if a, has := m.group(key); !has || a.Gen != j.Arc.Gen {
		m.abandon(j)
		return
	}
	j.Tries++
	switch {
	case time.Duration(j.Tries)*m.cfg.Duration("retry") >= m.cfg.Duration("deadline"):
		m.dismiss(j) // who has asked for it has given up
	case j.Phase == yielding:
		m.prepare(j)
	default:
		m.out.After(jobTimer+key, m.cfg.Duration("retry"))
		m.toGroup(j)
	}
}

func (m *Machine) onGet(from protocol.NodeID, q Query) {
	a, has := m.group(q.Key)
	if !has {
		m.send(from, "Moved", About{q.ID})
		return
	}
	c := m.copyOf(q.Key, a.Gen)
	if len(a.Group) == 1 {
		m.send(from, "Value", Answer{ID: q.ID, There: c.Record.There, Value: c.Record.Value})
		return
	}
	over := m.now - m.cfg.Duration("deadline")
	m.reads = slices.DeleteFunc(slices.Clone(m.reads), func(r reading) bool { return r.Query.ID == q.ID || r.Began < over })
	r := reading{ID: m.id(), Query: q, From: from, Arc: a, Yes: []protocol.NodeID{m.cfg.Self}, Best: c.Accepted, Rec: c.Record, Same: 1, Began: m.now}
	m.reads = append(m.reads, r)
	for _, id := range a.Group {
		if id != m.cfg.Self {
			m.send(id, "Read", Read{ID: r.ID, Key: q.Key, Gen: a.Gen, Have: c.Accepted})
		}
	}
}

func (m *Machine) onSeen(from protocol.NodeID, s Seen) {
	i := slices.IndexFunc(m.reads, func(r reading) bool { return r.ID == s.ID })
	if i < 0 || slices.Contains(m.reads[i].Yes, from) {
		return
	}
	r := m.reads[i]
	rest := slices.Delete(slices.Clone(m.reads), i, i+1)
	if s.Moved {
		m.reads = rest
		m.send(r.From, "Moved", About{r.Query.ID})
		return
	}
	r.Yes = append(slices.Clone(r.Yes), from)
	switch {
	case r.Best.before(s.Accepted):
		r.Best, r.Rec, r.Same = s.Accepted, s.Record, 1
	case r.Best == s.Accepted:
		r.Same++
	}
	if len(r.Yes) < majority(r.Arc.Group) {
		m.reads = slices.Clone(m.reads)
		m.reads[i] = r
		return
	}
	m.reads = rest
	if r.Same >= majority(r.Arc.Group) {
		m.send(r.From, "Value", Answer{ID: r.Query.ID, There: r.Rec.There, Value: r.Rec.Value})
		return
	}
	m.coordinate(r.Query.Key, task{From: r.From, Kind: "Get", ID: r.Query.ID})
}

package dev.lintel.acme;

/** Somewhere to send notices to. Blocking; used by one thread at a time. */
interface NoticeTarget {
    void send(Notice notice) throws DnsFault;
}

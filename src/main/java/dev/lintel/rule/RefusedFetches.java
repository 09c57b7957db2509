package dev.lintel.rule;

import java.util.ArrayList;
import java.util.List;

/** Fetches that are refused by name (manual sections 7.3.2 to 7.3.7), each with its reason. */
final class RefusedFetches {
    static final List<Refusal> ROWS = rows();

    private RefusedFetches() {}

    private static List<Refusal> rows() {
        List<Refusal> rows = new ArrayList<>();
        stickTables(rows);
        tls(rows);
        refuse(rows, "Lintel does not read the kernel's figures of a connection (TCP_INFO)", """
                bc_rtt bc_rttvar fc_fackets fc_lost fc_reordering fc_retrans fc_rtt fc_rttvar fc_sacked fc_saved_syn
                fc_unacked""");
        refuse(rows, "it tells of HAProxy's own insides, which Lintel does not have", """
                bs.aborted bs.debug_str bs.id bs.rst_code fs.aborted fs.debug_str fs.id fs.rst_code cpu_calls cpu_ns_avg
                cpu_ns_tot cpu_usage_grp cpu_usage_proc cpu_usage_thr lat_ns_avg lat_ns_tot term_events waiting_entity
                dump_all_vars internal.htx.data internal.htx.free internal.htx.free_data internal.htx.has_eom
                internal.htx.nbblks internal.htx.size internal.htx.used internal.htx_blk.data internal.htx_blk.hdrname
                internal.htx_blk.hdrval internal.htx_blk.size internal.htx_blk.start_line internal.htx_blk.type
                internal.strm.is_htx""");
        refuse(rows, "there are no counts of protocol oddities and of streams of one connection before HTTP/2", """
                bc_glitches bc_nb_streams bc_settings_streams_limit fc_glitches fc_nb_streams fc_settings_streams_limit""");
        refuse(
                rows,
                "use req.payload, res.payload and their kin with _lv, which say the direction",
                "payload payload_lv");
        refuse(rows, "these protocols are not read; req.payload gives the bytes", """
                rdp_cookie rdp_cookie_cnt req.rdp_cookie req.rdp_cookie_cnt distcc_body distcc_param""");
        refuse(rows, "extra fields of the PROXY protocol are not kept", "fc_pp_authority fc_pp_tlv fc_pp_unique_id");
        refuse(rows, "FastCGI is not spoken", "fcgi.docroot fcgi.index");
        refuse(rows, "SPOE is not spoken", "spoe.engine-id");
        refuse(
                rows,
                "errors of connections to servers are told by the log's termination state",
                "bc_err bc_err_name bc_err_str");
        refuse(rows, "connections are not counted by listener; use fe_conn", "dst_conn");
        refuse(rows, "use be_name, which says where the request went", "fe_defbe");
        refuse(rows, "bytes are counted towards the client; use bytes_in or bytes_out", "req.bytes_out res.bytes_in");
        return List.copyOf(rows);
    }

    private static void stickTables(List<Refusal> rows) {
        String reason = "stick tables come with a later version";
        String[] counters = words("""
                bytes_in_rate bytes_out_rate clr_gpc clr_gpc0 clr_gpc1 conn_cnt conn_cur conn_rate get_gpc get_gpc0
                get_gpc1 get_gpt get_gpt0 glitch_cnt glitch_rate gpc0_rate gpc1_rate gpc_rate http_err_cnt http_err_rate
                http_fail_cnt http_fail_rate http_req_cnt http_req_rate inc_gpc inc_gpc0 inc_gpc1 kbytes_in kbytes_out key
                sess_cnt sess_rate tracked trackers updt_conn_cnt""");
        for (String prefix : words("sc_ sc0_ sc1_ sc2_ src_")) {
            for (String counter : counters) {
                rows.add(new Refusal(prefix + counter, reason));
            }
        }
        refuse(rows, reason, "table_avl table_cnt");
    }

    private static void tls(List<Refusal> rows) {
        String[] secrets = words("""
                client_early_traffic_secret client_handshake_traffic_secret client_random client_traffic_secret_0
                early_exporter_secret exporter_secret server_handshake_traffic_secret server_random
                server_traffic_secret_0 session_key""");
        for (String name : secrets) {
            String reason = "what would decipher recorded traffic is not given out";
            rows.add(new Refusal("ssl_fc_" + name, reason));
            rows.add(new Refusal("ssl_bc_" + name, reason));
        }
        refuse(rows, "NPN has given way to ALPN; use ssl_fc_alpn or ssl_bc_alpn", "ssl_fc_npn ssl_bc_npn");
        refuse(rows, "the TLS library does not tell it, and TLS 1.3 has none", "ssl_fc_unique_id ssl_bc_unique_id");
        refuse(
                rows,
                "errors of connections to servers are told by the log's termination state",
                "ssl_bc_err ssl_bc_err_str");
        refuse(rows, "policies in certificates are not read", "ssl_c_policies");
        refuse(rows, "of TLS that passes through only version, type, name and ALPN are read", """
                req.ssl_cipherlist req.ssl_ec_ext req.ssl_keyshare_groups req.ssl_sigalgs req.ssl_st_ext
                req.ssl_supported_groups""");
    }

    private static void refuse(List<Refusal> rows, String reason, String names) {
        for (String name : words(names)) {
            rows.add(new Refusal(name, reason));
        }
    }

    private static String[] words(String text) {
        return text.strip().split("\\s+");
    }
}

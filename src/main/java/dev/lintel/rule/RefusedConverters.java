package dev.lintel.rule;

import java.util.ArrayList;
import java.util.List;

/** Converters of HAProxy (manual section 7.3.1) that are refused by name. */
final class RefusedConverters {
    private static final String TABLES = "it asks a stick table, and stick tables do not run yet";
    private static final String TOKENS = "JSON Web Tokens are not checked yet";
    private static final String PACKETS = "it reads the packets that 'tcp-ss' keeps, and no packets are kept";

    static final List<Refusal> ROWS = rows();

    private RefusedConverters() {}

    private static List<Refusal> rows() {
        List<Refusal> rows = new ArrayList<>();
        add(
                rows,
                TABLES,
                "in_table table_bytes_in_rate table_bytes_out_rate table_clr_gpc table_clr_gpc0 table_clr_gpc1");
        add(
                rows,
                TABLES,
                "table_conn_cnt table_conn_cur table_conn_rate table_expire table_glitch_cnt table_glitch_rate");
        add(rows, TABLES, "table_gpc table_gpc0 table_gpc0_rate table_gpc1 table_gpc1_rate table_gpc_rate table_gpt");
        add(rows, TABLES, "table_gpt0 table_http_err_cnt table_http_err_rate table_http_fail_cnt table_http_fail_rate");
        add(
                rows,
                TABLES,
                "table_http_req_cnt table_http_req_rate table_idle table_inc_gpc table_inc_gpc0 table_inc_gpc1");
        add(
                rows,
                TABLES,
                "table_kbytes_in table_kbytes_out table_server_id table_sess_cnt table_sess_rate table_trackers");
        add(rows, TOKENS, "jwt_decrypt_cert jwt_decrypt_jwk jwt_decrypt_secret jwt_header_query jwt_payload_query");
        add(rows, TOKENS, "jwt_verify jwt_verify_cert");
        add(
                rows,
                PACKETS,
                "eth.data eth.dst eth.hdr eth.proto eth.src eth.vlan ip.data ip.df ip.dst ip.fp ip.hdr ip.proto");
        add(rows, PACKETS, "ip.src ip.tos ip.ttl ip.ver tcp.dst tcp.flags tcp.options.mss tcp.options.sack");
        add(rows, PACKETS, "tcp.options.tsopt tcp.options.tsval tcp.options.wscale tcp.options.wsopt tcp.options_list");
        add(rows, PACKETS, "tcp.seq tcp.src tcp.win");
        add(rows, "FIX messages are not read", "fix_is_valid fix_tag_value");
        add(rows, "MQTT messages are not read", "mqtt_field_value mqtt_is_valid");
        add(rows, "Protocol Buffers are not read", "protobuf ungrpc");
        add(rows, "device detection needs a database of another maker", "51d.single 51d.all da-csv-conv");
        return rows;
    }

    private static void add(List<Refusal> rows, String reason, String names) {
        for (String name : names.split(" ")) {
            rows.add(new Refusal(name, reason));
        }
    }
}

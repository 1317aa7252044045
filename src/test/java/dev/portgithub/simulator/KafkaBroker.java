package dev.portgithub.simulator;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.UserScramCredentialDeletion;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.Utils;

/**
 * A real Kafka broker in this process: one node, KRaft, on free ports of 127.0.0.1, its data in a
 * temporary directory that {@link #close()} deletes.
 *
 * <p>Topics must be created; nothing makes them by itself. With {@link #withScram} clients must log
 * in by SCRAM-SHA-512 without TLS; without it anybody may connect. Every method that talks to the
 * broker waits for its answer, at most 30 s.
 */
public final class KafkaBroker implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 30;
  private static final String ADMIN = "admin";
  private static final String ADMIN_PASSWORD = "the-password-of-the-admin";

  private final Path directory;
  private final KafkaRaftServer server;
  private final String bootstrapServers;
  private final Map<String, Object> security;
  private final Admin admin;
  private final KafkaProducer<String, byte[]> producer;

  private KafkaBroker(int port, String user, String password) {
    this(port, user, password, Map.of(), user == null ? Map.of() : scram(user, password));
  }

  private KafkaBroker(
      int port,
      String user,
      String password,
      Map<String, String> more,
      Map<String, Object> security) {
    this.security = security;
    try {
      directory = Files.createTempDirectory("kafka-broker");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    int[] ports = freePorts(port);
    bootstrapServers = "127.0.0.1:" + ports[0];
    Properties properties = properties(directory, ports[0], ports[1], user, password);
    properties.putAll(more);
    format(directory, properties, user, password);
    server = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
    server.startup();
    admin = Admin.create(clientProperties());
    Map<String, Object> producerProperties = clientProperties();
    producerProperties.put(ProducerConfig.ACKS_CONFIG, "all");
    producerProperties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    producerProperties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 20 * 1024 * 1024);
    producer =
        new KafkaProducer<>(producerProperties, new StringSerializer(), new ByteArraySerializer());
  }

  /**
   * Starts a broker without log-in that lives as long as this process, on a folder that keeps its
   * data. What it has acknowledged is with the operating system, and survives a kill.
   *
   * @param args folder, port, port of the controller
   */
  public static void main(String[] args) {
    Path folder = Path.of(args[0]);
    Properties properties =
        properties(folder, Integer.parseInt(args[1]), Integer.parseInt(args[2]), null, null);
    if (!Files.exists(folder.resolve("data"))) {
      format(folder, properties, null, null);
    }
    new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM).startup();
  }

  /** Starts a broker without log-in on any free port. */
  public static KafkaBroker start() {
    return new KafkaBroker(0, null, null);
  }

  /** Starts a broker without log-in on this port. */
  public static KafkaBroker start(int port) {
    return new KafkaBroker(port, null, null);
  }

  /** Starts a broker that asks for this user and password (SASL_PLAINTEXT, SCRAM-SHA-512). */
  public static KafkaBroker withScram(String user, String password) {
    return new KafkaBroker(0, user, password);
  }

  /** Starts a broker that speaks TLS, and lets in whoever has a certificate of this authority. */
  public static KafkaBroker withMutualTls(PrivateCa ca) {
    Map<String, String> server = new HashMap<>(tls(ca, ca.issue("127.0.0.1")));
    server.put("listener.security.protocol.map", "CLIENTS:SSL,CONTROLLER:PLAINTEXT");
    server.put("ssl.client.auth", "required");
    Map<String, Object> client = new HashMap<>(tls(ca, ca.issue("test")));
    client.put("security.protocol", "SSL");
    return new KafkaBroker(0, null, null, server, client);
  }

  /**
   * Starts a broker that is guarded as Port's are: TLS of this authority, SCRAM-SHA-512, and access
   * lists that let nobody do anything; see {@link #letRead} and {@link #revoke}. A client has to
   * log in anew every second, so that what is revoked is soon noticed.
   */
  public static KafkaBroker guarded(PrivateCa ca) {
    Map<String, String> server = new HashMap<>(tls(ca, ca.issue("127.0.0.1")));
    server.put("listener.security.protocol.map", "CLIENTS:SASL_SSL,CONTROLLER:PLAINTEXT");
    server.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    server.put("super.users", "User:" + ADMIN + ";User:ANONYMOUS");
    server.put("connections.max.reauth.ms", "1000");
    Map<String, Object> client = new HashMap<>(scram(ADMIN, ADMIN_PASSWORD));
    client.put("security.protocol", "SASL_SSL");
    client.put("ssl.truststore.type", "PEM");
    client.put("ssl.truststore.certificates", ca.pem());
    return new KafkaBroker(0, ADMIN, ADMIN_PASSWORD, server, client);
  }

  /** Lets a user read a topic, as a member of groups that begin so, and nothing else. */
  public void letRead(String user, String password, String topic, String groups) {
    ScramCredentialInfo scram = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096);
    await(
        admin
            .alterUserScramCredentials(
                List.of(new UserScramCredentialUpsertion(user, scram, password)))
            .all());
    await(
        admin
            .createAcls(
                List.of(
                    mayRead(user, ResourceType.TOPIC, topic, PatternType.LITERAL),
                    mayRead(user, ResourceType.GROUP, groups, PatternType.PREFIXED)))
            .all());
  }

  private static AclBinding mayRead(
      String user, ResourceType type, String name, PatternType pattern) {
    return new AclBinding(
        new ResourcePattern(type, name, pattern),
        new AccessControlEntry("User:" + user, "*", AclOperation.READ, AclPermissionType.ALLOW));
  }

  /** The password of a user is valid no more. */
  public void revoke(String user) {
    await(
        admin
            .alterUserScramCredentials(
                List.of(new UserScramCredentialDeletion(user, ScramMechanism.SCRAM_SHA_512)))
            .all());
  }

  private static Map<String, String> tls(PrivateCa ca, PrivateCa.Issued certificate) {
    return Map.of(
        "ssl.keystore.type", "PEM",
        "ssl.keystore.certificate.chain", certificate.certificatePem(),
        "ssl.keystore.key", certificate.keyPem(),
        "ssl.truststore.type", "PEM",
        "ssl.truststore.certificates", ca.pem());
  }

  /** Host and port for clients. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** A fresh map with what any client needs to connect, log-in included. */
  public Map<String, Object> clientProperties() {
    Map<String, Object> properties = new HashMap<>(security);
    properties.put("bootstrap.servers", bootstrapServers);
    return properties;
  }

  /** Creates a topic. */
  public void createTopic(String name, int partitions) {
    await(admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1))).all());
  }

  /** Writes a record to the partition of its key and returns when the broker has it. */
  public RecordMetadata send(String topic, String key, byte[] value, Map<String, String> headers) {
    return await(sendLater(topic, key, value, headers));
  }

  /** Writes a record without headers. */
  public RecordMetadata send(String topic, String key, byte[] value) {
    return send(topic, key, value, Map.of());
  }

  /**
   * Writes a record as a producer with compression does.
   *
   * @param codec as Kafka names it: gzip, snappy, lz4 or zstd
   */
  public void sendCompressed(String topic, byte[] value, String codec) {
    Map<String, Object> properties = clientProperties();
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, codec);
    try (KafkaProducer<String, byte[]> compressing =
        new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
      await(compressing.send(new ProducerRecord<>(topic, value)));
    }
  }

  /** Writes a record and does not wait, for load; {@link #flush()} waits for all. */
  public Future<RecordMetadata> sendLater(
      String topic, String key, byte[] value, Map<String, String> headers) {
    ProducerRecord<String, byte[]> sent = new ProducerRecord<>(topic, key, value);
    headers.forEach((name, text) -> sent.headers().add(name, bytes(text)));
    return producer.send(sent);
  }

  /** Waits until everything written is at the broker. */
  public void flush() {
    producer.flush();
  }

  /** The offsets that a group has committed; empty when it has none. */
  public Map<TopicPartition, Long> committedOffsets(String group) {
    Map<TopicPartition, OffsetAndMetadata> offsets =
        await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    return offsets.entrySet().stream()
        .filter(e -> e.getValue() != null)
        .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().offset()));
  }

  /** The offset that the next record of each partition will get. */
  public Map<TopicPartition, Long> endOffsets(String topic) {
    TopicDescription description =
        await(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic);
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    description
        .partitions()
        .forEach(p -> wanted.put(new TopicPartition(topic, p.partition()), OffsetSpec.latest()));
    Map<TopicPartition, ListOffsetsResultInfo> ends = await(admin.listOffsets(wanted).all());
    return ends.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().offset()));
  }

  /** How many records of a topic a group has not committed yet. */
  public long lag(String group, String topic) {
    Map<TopicPartition, Long> committed = committedOffsets(group);
    return endOffsets(topic).entrySet().stream()
        .mapToLong(e -> e.getValue() - committed.getOrDefault(e.getKey(), 0L))
        .sum();
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
    admin.close(Duration.ZERO);
    server.shutdown();
    server.awaitShutdown();
    try {
      Utils.delete(directory.toFile());
    } catch (IOException e) {
      // The operating system clears its temporary directory.
    }
  }

  private static Properties properties(
      Path directory, int port, int controllerPort, String user, String password) {
    String protocol = user == null ? "PLAINTEXT" : "SASL_PLAINTEXT";
    Properties p = new Properties();
    p.put("process.roles", "broker,controller");
    p.put("node.id", "1");
    p.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    p.put("listeners", "CLIENTS://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
    p.put("advertised.listeners", "CLIENTS://127.0.0.1:" + port);
    p.put("listener.security.protocol.map", "CLIENTS:" + protocol + ",CONTROLLER:PLAINTEXT");
    p.put("controller.listener.names", "CONTROLLER");
    p.put("inter.broker.listener.name", "CLIENTS");
    p.put("log.dirs", directory.resolve("data").toString());
    p.put("auto.create.topics.enable", "false");
    p.put("message.max.bytes", String.valueOf(20 * 1024 * 1024));
    p.put("replica.fetch.max.bytes", String.valueOf(20 * 1024 * 1024));
    p.put("offsets.topic.replication.factor", "1");
    p.put("offsets.topic.num.partitions", "1");
    p.put("transaction.state.log.replication.factor", "1");
    p.put("transaction.state.log.min.isr", "1");
    p.put("group.initial.rebalance.delay.ms", "0");
    // Lets a test's consumer fail and be replaced within seconds.
    p.put("group.min.session.timeout.ms", "1000");
    if (user != null) {
      p.put("sasl.enabled.mechanisms", "SCRAM-SHA-512");
      p.put("sasl.mechanism.inter.broker.protocol", "SCRAM-SHA-512");
      p.put("listener.name.clients.scram-sha-512.sasl.jaas.config", jaas(user, password));
    }
    return p;
  }

  private static void format(Path directory, Properties properties, String user, String password) {
    Path file = directory.resolve("server.properties");
    try (OutputStream out = Files.newOutputStream(file)) {
      properties.store(out, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> order =
        new ArrayList<>(
            List.of("format", "-t", Uuid.randomUuid().toString(), "-c", file.toString()));
    if (user != null) {
      order.add("-S");
      order.add("SCRAM-SHA-512=[name=" + user + ",password=" + password + "]");
    }
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    int result = StorageTool.execute(order.toArray(String[]::new), nowhere);
    if (result != 0) {
      throw new IllegalStateException("formatting the storage failed with " + result);
    }
  }

  private static Map<String, Object> scram(String user, String password) {
    return Map.of(
        "security.protocol", "SASL_PLAINTEXT",
        "sasl.mechanism", "SCRAM-SHA-512",
        "sasl.jaas.config", jaas(user, password));
  }

  private static String jaas(String user, String password) {
    return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\""
        + user
        + "\" password=\""
        + password
        + "\";";
  }

  /** Holds both sockets open before it closes them, so that the two ports differ. */
  private static int[] freePorts(int wanted) {
    InetAddress here = InetAddress.getLoopbackAddress();
    try (ServerSocket first = new ServerSocket(wanted, 1, here);
        ServerSocket second = new ServerSocket(0, 1, here)) {
      return new int[] {first.getLocalPort(), second.getLocalPort()};
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException("Kafka did not answer in time", e);
    }
  }
}

CREATE SCHEMA "caseconsultant";
--> statement-breakpoint
CREATE TABLE "caseconsultant"."consultations" (
	"id" text PRIMARY KEY NOT NULL,
	"case_id" text NOT NULL,
	"revision" integer NOT NULL,
	"mailbox" text NOT NULL,
	"logical_key" text NOT NULL,
	"size" integer NOT NULL,
	"state" text NOT NULL,
	"reason" json,
	"mail" json,
	"sender_hash" text,
	"documentation" json,
	"answer" json,
	"code_count" integer,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp (3) with time zone,
	"lease_owner" text,
	"lease_until" timestamp (3) with time zone,
	"received_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"purged_at" timestamp (3) with time zone,
	CONSTRAINT "consultations_logical_key" UNIQUE("logical_key"),
	CONSTRAINT "consultations_case_revision" UNIQUE("case_id","revision"),
	CONSTRAINT "consultations_state" CHECK ("caseconsultant"."consultations"."state" in ('received', 'screened', 'documented', 'determined', 'answering', 'answered', 'declined', 'needs-attention'))
);
--> statement-breakpoint
CREATE TABLE "caseconsultant"."events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "caseconsultant"."events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"consultation_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"event" text NOT NULL,
	"detail" text
);
--> statement-breakpoint
CREATE TABLE "caseconsultant"."outbox" (
	"consultation_id" text PRIMARY KEY NOT NULL,
	"case_id" text NOT NULL,
	"message_id" text NOT NULL,
	"from_address" text,
	"to_address" text,
	"recipient_hash" text NOT NULL,
	"raw" "bytea",
	"phase" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"response" text,
	"frozen_at" timestamp (3) with time zone NOT NULL,
	"body_started_at" timestamp (3) with time zone,
	"sent_at" timestamp (3) with time zone,
	"sent_copied_at" timestamp (3) with time zone,
	CONSTRAINT "outbox_message_id" UNIQUE("message_id"),
	CONSTRAINT "outbox_phase" CHECK ("caseconsultant"."outbox"."phase" in ('rendered', 'sending', 'body-started', 'sent', 'refused', 'unknown'))
);
--> statement-breakpoint
CREATE TABLE "caseconsultant"."raw_mails" (
	"consultation_id" text PRIMARY KEY NOT NULL,
	"raw" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "caseconsultant"."sightings" (
	"mailbox" text NOT NULL,
	"uid_validity" text NOT NULL,
	"uid" bigint NOT NULL,
	"consultation_id" text NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL,
	"filed_at" timestamp (3) with time zone,
	CONSTRAINT "sightings_mailbox_uid_validity_uid_pk" PRIMARY KEY("mailbox","uid_validity","uid")
);
--> statement-breakpoint
ALTER TABLE "caseconsultant"."events" ADD CONSTRAINT "events_consultation_id_consultations_id_fk" FOREIGN KEY ("consultation_id") REFERENCES "caseconsultant"."consultations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "caseconsultant"."outbox" ADD CONSTRAINT "outbox_consultation_id_consultations_id_fk" FOREIGN KEY ("consultation_id") REFERENCES "caseconsultant"."consultations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "caseconsultant"."raw_mails" ADD CONSTRAINT "raw_mails_consultation_id_consultations_id_fk" FOREIGN KEY ("consultation_id") REFERENCES "caseconsultant"."consultations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "caseconsultant"."sightings" ADD CONSTRAINT "sightings_consultation_id_consultations_id_fk" FOREIGN KEY ("consultation_id") REFERENCES "caseconsultant"."consultations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "consultations_open" ON "caseconsultant"."consultations" USING btree ("updated_at") WHERE "caseconsultant"."consultations"."state" not in ('answered', 'declined', 'needs-attention');--> statement-breakpoint
CREATE INDEX "consultations_unpurged" ON "caseconsultant"."consultations" USING btree ("updated_at") WHERE "caseconsultant"."consultations"."purged_at" is null;--> statement-breakpoint
CREATE INDEX "consultations_received" ON "caseconsultant"."consultations" USING btree ("received_at");--> statement-breakpoint
CREATE INDEX "events_consultation" ON "caseconsultant"."events" USING btree ("consultation_id","id");--> statement-breakpoint
CREATE INDEX "outbox_recipient" ON "caseconsultant"."outbox" USING btree ("recipient_hash","body_started_at");--> statement-breakpoint
CREATE INDEX "outbox_case" ON "caseconsultant"."outbox" USING btree ("case_id","body_started_at");--> statement-breakpoint
CREATE INDEX "outbox_body_started" ON "caseconsultant"."outbox" USING btree ("body_started_at") WHERE "caseconsultant"."outbox"."body_started_at" is not null;--> statement-breakpoint
CREATE INDEX "sightings_unfiled" ON "caseconsultant"."sightings" USING btree ("mailbox","uid_validity","uid") WHERE "caseconsultant"."sightings"."filed_at" is null;
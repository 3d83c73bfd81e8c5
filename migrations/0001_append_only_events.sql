-- The trail records what was done with a letter: a line, once written, stays as it is.
CREATE FUNCTION "caseconsultant"."events_are_append_only"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'caseconsultant.events is append-only';
END
$$;
--> statement-breakpoint
CREATE TRIGGER "events_append_only" BEFORE UPDATE OR DELETE ON "caseconsultant"."events"
	FOR EACH ROW EXECUTE FUNCTION "caseconsultant"."events_are_append_only"();

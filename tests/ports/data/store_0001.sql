BEGIN TRANSACTION;
CREATE TABLE audit_events (
	sequence INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	actor TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	payload TEXT NOT NULL, 
	previous TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	PRIMARY KEY (sequence), 
	UNIQUE (previous), 
	UNIQUE (hash)
);
INSERT INTO "audit_events" VALUES(1,'2026-11-20T09:00:37.000000+00:00','周可','person.named','pe_40e90340c5d9','{"role":"advisor"}','0000000000000000000000000000000000000000000000000000000000000000','3edc70589592fa9796a75e13b9b1d994403dc85aeba4c8f60baf19c4756decfc');
INSERT INTO "audit_events" VALUES(2,'2026-11-20T09:01:14.000000+00:00','吴双','person.named','pe_bb80134573c3','{"role":"advisor"}','3edc70589592fa9796a75e13b9b1d994403dc85aeba4c8f60baf19c4756decfc','056ac67fb115d3d8a9461c61bddf5f9d6425ec8ea9e824fa9033eaf8e7260d7d');
INSERT INTO "audit_events" VALUES(3,'2026-11-20T09:01:51.000000+00:00','system','key.created','rk_36e2a09e4049','{"expires":"2027-11-20T09:01:51.000000+00:00","person":null,"scopes":["check","draft"]}','056ac67fb115d3d8a9461c61bddf5f9d6425ec8ea9e824fa9033eaf8e7260d7d','e3c50caf2af11ff88c8c337c8378ad65b3d7f0d63962a96284bdbe853126eb67');
INSERT INTO "audit_events" VALUES(4,'2026-11-20T09:02:28.000000+00:00','周可','key.created','ru_8ea1fbf02190','{"expires":"2027-11-20T09:02:28.000000+00:00","person":"pe_40e90340c5d9","scopes":[]}','e3c50caf2af11ff88c8c337c8378ad65b3d7f0d63962a96284bdbe853126eb67','0deec880f61c2ae8d04dae2a822e64f144ed7b0d3cd96d212393747530262c12');
INSERT INTO "audit_events" VALUES(5,'2026-11-20T09:03:05.000000+00:00','system','key.created','rk_6bef0b9b0110','{"expires":"2027-11-20T09:03:05.000000+00:00","person":null,"scopes":["check"]}','0deec880f61c2ae8d04dae2a822e64f144ed7b0d3cd96d212393747530262c12','7a7f0ace0680eeb6a8a72dcb4a8e4c00b7f057fa4f06d0bdbcbba954ed13922e');
INSERT INTO "audit_events" VALUES(6,'2026-11-20T09:03:42.000000+00:00','system','key.revoked','rk_6bef0b9b0110','{}','7a7f0ace0680eeb6a8a72dcb4a8e4c00b7f057fa4f06d0bdbcbba954ed13922e','9bff0d985e97467bee7dccf0dd625398788fdf4da347259ae79e20ba220c9377');
INSERT INTO "audit_events" VALUES(7,'2026-11-20T09:04:19.000000+00:00','rk_crm','review.opened','rv_c109f843997061161101','{"draft_id":"d1","draft_sha256":"d9c9f9e5c2ad5584081583920f9b704803237111f0baae1bb65142497e6eae70","drafter":"embedded","inquiry_sha256":"c47ba2dfbe840e98d0e71d74335b6d9d6e50e3c7a16b2f39171550d112808767","revision":1,"rules":[],"state":"pending","text_sha256":"a67687a819e9822358465e42c4d5dbcfdfb7e228af793fcc505ddf1f2836848c","tier":"routine","verdict":"pass","versions":{"rules":"r1"}}','9bff0d985e97467bee7dccf0dd625398788fdf4da347259ae79e20ba220c9377','59c60b911dc92fb32fe4a3a1aac3e9c135628c542923b19720b27739929e926f');
INSERT INTO "audit_events" VALUES(8,'2026-11-20T09:04:56.000000+00:00','rk_crm','review.opened','rv_3085390949d4d63ac821','{"draft_id":"d2","draft_sha256":"233686fb9a9eaa3ea97aa22d95ca22055c7f79705280b6ba93c37535a77ae8bb","drafter":"embedded","inquiry_sha256":"7b54b586ddf0549c2d446f47f4c2b7cd2f845772274010c2c26c3a5734e4ac60","revision":1,"rules":[],"state":"pending","text_sha256":"a67687a819e9822358465e42c4d5dbcfdfb7e228af793fcc505ddf1f2836848c","tier":"urgent","verdict":"pass","versions":{"rules":"r1"}}','59c60b911dc92fb32fe4a3a1aac3e9c135628c542923b19720b27739929e926f','57430189ba54587d0a70c68748bfb4c49c556882a19e93abb2feb714ba36c3fa');
INSERT INTO "audit_events" VALUES(9,'2026-11-20T09:05:33.000000+00:00','rk_crm','review.opened','rv_8eb48796d0635c76a0c6','{"draft_id":"d3","draft_sha256":"dd2b8fbeeba0a6c392bb42b07948dd43e807fe2800f481b3115cb4f96db65791","drafter":"embedded","inquiry_sha256":"71fb856f170a2235629879acf75274234dc285a84c47e19a2f45cdb2cf54c83e","revision":1,"rules":[],"state":"pending","text_sha256":"a67687a819e9822358465e42c4d5dbcfdfb7e228af793fcc505ddf1f2836848c","tier":"senior","verdict":"pass","versions":{"rules":"r1"}}','57430189ba54587d0a70c68748bfb4c49c556882a19e93abb2feb714ba36c3fa','6a44f999f4d9a80620b1fbb4c3d10bd1666f6ddf9512415009699b04770dc4eb');
INSERT INTO "audit_events" VALUES(10,'2026-11-20T09:06:10.000000+00:00','rk_crm','review.opened','rv_bdf65cfd9ce929b0d230','{"draft_id":"d1","draft_sha256":"d9c9f9e5c2ad5584081583920f9b704803237111f0baae1bb65142497e6eae70","drafter":"embedded","inquiry_sha256":"c47ba2dfbe840e98d0e71d74335b6d9d6e50e3c7a16b2f39171550d112808767","revision":1,"rules":[],"state":"pending","text_sha256":"a67687a819e9822358465e42c4d5dbcfdfb7e228af793fcc505ddf1f2836848c","tier":"routine","verdict":"pass","versions":{"rules":"r1"}}','6a44f999f4d9a80620b1fbb4c3d10bd1666f6ddf9512415009699b04770dc4eb','35a9c65476040bace5bd3b4c5a2e94a52266a3d9aee275017b4892c1f28d67ea');
INSERT INTO "audit_events" VALUES(11,'2026-11-20T09:06:47.000000+00:00','rk_crm','review.opened','rv_2b16e6cf7c588c218259','{"draft_id":"d5","draft_sha256":"a20d7a6bc9f86c26eb97eaa49b88167f125c29bc2caaa9cb6888dec46cfe1f53","drafter":"embedded","inquiry_sha256":"d4e860c9a849ebe260b0ebb9d27ed9145e414bdac7f597d990a4949360a2975f","revision":1,"rules":[],"state":"pending","text_sha256":"a67687a819e9822358465e42c4d5dbcfdfb7e228af793fcc505ddf1f2836848c","tier":"routine","verdict":"pass","versions":{"rules":"r1"}}','35a9c65476040bace5bd3b4c5a2e94a52266a3d9aee275017b4892c1f28d67ea','c097cbb9564975ec8d30035127c2464d19d2576d554eb065a9449a8c515691ea');
INSERT INTO "audit_events" VALUES(12,'2026-11-20T09:07:24.000000+00:00','rk_crm','review.opened','rv_a2a6947501d7f7038934','{"draft_id":"d6","draft_sha256":"445fc9512ae20be7b83557f17e2adfa10e9290a998804e101b242db787332857","drafter":"embedded","inquiry_sha256":"d8bc45b85d18f3563569373cc15460cd18781ec466c30f1580235ceaffbf83cb","revision":1,"rules":[],"state":"pending","text_sha256":"a67687a819e9822358465e42c4d5dbcfdfb7e228af793fcc505ddf1f2836848c","tier":"routine","verdict":"pass","versions":{"rules":"r1"}}','c097cbb9564975ec8d30035127c2464d19d2576d554eb065a9449a8c515691ea','10746cd8731892ce8c3b66aeef03edc75b1116cbb3cdcd3d3dfb301e27fb7f86');
INSERT INTO "audit_events" VALUES(13,'2026-11-20T09:08:01.000000+00:00','周可','review.approved','rv_c109f843997061161101','{"dismissed":[],"reason_sha256":null,"revision":2,"rules":[],"state":"approved","text_sha256":"a67687a819e9822358465e42c4d5dbcfdfb7e228af793fcc505ddf1f2836848c","verdict":"pass"}','10746cd8731892ce8c3b66aeef03edc75b1116cbb3cdcd3d3dfb301e27fb7f86','070f4708e7ad135d1caf77aebdd32ec255b5bed8513a7fac8939d1d44d8e212c');
INSERT INTO "audit_events" VALUES(14,'2026-11-20T09:08:38.000000+00:00','吴双','review.claimed','rv_3085390949d4d63ac821','{"revision":2,"state":"claimed","text_sha256":"a67687a819e9822358465e42c4d5dbcfdfb7e228af793fcc505ddf1f2836848c"}','070f4708e7ad135d1caf77aebdd32ec255b5bed8513a7fac8939d1d44d8e212c','3fc8dad2a3ffc3050c40ffa0698ea5eb1dccd12ed1b90276ccd99d26201dadac');
INSERT INTO "audit_events" VALUES(15,'2026-11-20T09:09:15.000000+00:00','吴双','review.revised','rv_3085390949d4d63ac821','{"revision":3,"rules":["RD0101@1.0.0"],"state":"claimed","text_sha256":"708de462fac8f57eafeef439ea074cc968d2105179dc529e5f14becb8aa8a75f","verdict":"warn"}','3fc8dad2a3ffc3050c40ffa0698ea5eb1dccd12ed1b90276ccd99d26201dadac','42d89f3ef630619e6ceb6c32475f22fcc1431be191760c84348406377079f114');
INSERT INTO "audit_events" VALUES(16,'2026-11-20T09:09:52.000000+00:00','吴双','review.approved','rv_3085390949d4d63ac821','{"dismissed":["w"],"reason_sha256":"287c0b46926f745a8d4bda2d3fb9390d5cec9598a749e627f1db87626763067a","revision":4,"rules":["RD0101@1.0.0"],"state":"approved","text_sha256":"708de462fac8f57eafeef439ea074cc968d2105179dc529e5f14becb8aa8a75f","verdict":"warn"}','42d89f3ef630619e6ceb6c32475f22fcc1431be191760c84348406377079f114','82f1426032d69c666c20c765d49d7c224876f24625aae175bf381dc79e9aa434');
INSERT INTO "audit_events" VALUES(17,'2026-11-20T09:10:29.000000+00:00','周可','review.rejected','rv_8eb48796d0635c76a0c6','{"dismissed":[],"reason_sha256":"cf6cb6104c7f8758afd67f06f24d85d69683c9eca3fea6dfae38f9d899d5f5cf","revision":2,"rules":[],"state":"rejected","text_sha256":"a67687a819e9822358465e42c4d5dbcfdfb7e228af793fcc505ddf1f2836848c","verdict":"pass"}','82f1426032d69c666c20c765d49d7c224876f24625aae175bf381dc79e9aa434','626ecf3481596d1e1eee221ee56acc05d7474109a04819a43f9549f692406a66');
INSERT INTO "audit_events" VALUES(18,'2026-11-20T09:11:06.000000+00:00','周可','review.claimed','rv_bdf65cfd9ce929b0d230','{"revision":2,"state":"claimed","text_sha256":"a67687a819e9822358465e42c4d5dbcfdfb7e228af793fcc505ddf1f2836848c"}','626ecf3481596d1e1eee221ee56acc05d7474109a04819a43f9549f692406a66','c0047f59ae650949f72020f08c06fbfcd69f42ab5ef686e6849931614f1a5b71');
INSERT INTO "audit_events" VALUES(19,'2026-11-20T09:11:43.000000+00:00','周可','review.approved','rv_a2a6947501d7f7038934','{"dismissed":[],"reason_sha256":null,"revision":2,"rules":[],"state":"approved","text_sha256":"708de462fac8f57eafeef439ea074cc968d2105179dc529e5f14becb8aa8a75f","verdict":"pass"}','c0047f59ae650949f72020f08c06fbfcd69f42ab5ef686e6849931614f1a5b71','06621cc15faaaba4e9f150f477ab7a0040b00c1ae3b44878846bf2066cd074f8');
INSERT INTO "audit_events" VALUES(20,'2026-11-20T09:12:57.000000+00:00','system','text.checked','t1','{"n":1}','06621cc15faaaba4e9f150f477ab7a0040b00c1ae3b44878846bf2066cd074f8','8bae840f81c63a1385dd1a1b8035499cb06765a92d52f19e32c033cfad35a77b');
CREATE TABLE audit_head (
	one INTEGER NOT NULL CHECK (one = 1), 
	sequence INTEGER NOT NULL, 
	hash TEXT NOT NULL, 
	PRIMARY KEY (one)
);
INSERT INTO "audit_head" VALUES(1,20,'8bae840f81c63a1385dd1a1b8035499cb06765a92d52f19e32c033cfad35a77b');
CREATE TABLE decisions (
	review_id TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	person TEXT NOT NULL, 
	text TEXT NOT NULL, 
	text_sha256 TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	dismissed JSON NOT NULL, 
	"check" JSON NOT NULL, 
	at TEXT NOT NULL, 
	PRIMARY KEY (review_id), 
	FOREIGN KEY(review_id) REFERENCES reviews (id)
);
INSERT INTO "decisions" VALUES('rv_c109f843997061161101','approve','周可','您好，材料清单我整理好发您，最终能否获批以贷款机构审核为准。','a67687a819e9822358465e42c4d5dbcfdfb7e228af793fcc505ddf1f2836848c','','[]','{"id": "d", "verdict": "pass", "text_sha256": "a67687a819e9822358465e42c4d5dbcfdfb7e228af793fcc505ddf1f2836848c", "findings": []}','2026-11-20T09:08:01.000000+00:00');
INSERT INTO "decisions" VALUES('rv_3085390949d4d63ac821','approve','吴双','您好，清单在这里，获批与否由贷款机构决定。','708de462fac8f57eafeef439ea074cc968d2105179dc529e5f14becb8aa8a75f','客户要得急','[["w", "看过"]]','{"id": "d", "verdict": "warn", "text_sha256": "708de462fac8f57eafeef439ea074cc968d2105179dc529e5f14becb8aa8a75f", "findings": [{"id": "w", "rule": "RD0101", "rule_version": "1.0.0", "severity": "warn", "text": "样例"}]}','2026-11-20T09:09:52.000000+00:00');
INSERT INTO "decisions" VALUES('rv_8eb48796d0635c76a0c6','reject','周可','您好，材料清单我整理好发您，最终能否获批以贷款机构审核为准。','a67687a819e9822358465e42c4d5dbcfdfb7e228af793fcc505ddf1f2836848c','口径不对','[]','{"id": "d", "verdict": "pass", "text_sha256": "a67687a819e9822358465e42c4d5dbcfdfb7e228af793fcc505ddf1f2836848c", "findings": []}','2026-11-20T09:10:29.000000+00:00');
INSERT INTO "decisions" VALUES('rv_a2a6947501d7f7038934','approve','周可','您好，清单在这里，获批与否由贷款机构决定。','708de462fac8f57eafeef439ea074cc968d2105179dc529e5f14becb8aa8a75f','','[]','{"id": "d", "verdict": "pass", "text_sha256": "708de462fac8f57eafeef439ea074cc968d2105179dc529e5f14becb8aa8a75f", "findings": []}','2026-11-20T09:11:43.000000+00:00');
CREATE TABLE drafts (
	number INTEGER NOT NULL, 
	draft_id TEXT NOT NULL, 
	inquiry JSON NOT NULL, 
	draft JSON NOT NULL, 
	created_at TEXT NOT NULL, 
	PRIMARY KEY (number)
);
INSERT INTO "drafts" VALUES(1,'d1','{"id": "d1", "customer": "我叫魏青禾，手机13900007788，需要准备哪些材料？(d1)", "history": [{"role": "customer", "text": "在吗"}], "profile": {"phone": "13900007788"}}','{"id": "d1", "reply": "您好，材料清单我整理好发您，最终能否获批以贷款机构审核为准。", "tier": "routine", "drafter": "embedded", "versions": {"rules": "r1"}}','2026-11-20T09:04:19.000000+00:00');
INSERT INTO "drafts" VALUES(2,'d2','{"id": "d2", "customer": "我叫魏青禾，手机13900007788，需要准备哪些材料？(d2)", "history": [{"role": "customer", "text": "在吗"}], "profile": {"phone": "13900007788"}}','{"id": "d2", "reply": "您好，材料清单我整理好发您，最终能否获批以贷款机构审核为准。", "tier": "urgent", "drafter": "embedded", "versions": {"rules": "r1"}}','2026-11-20T09:04:56.000000+00:00');
INSERT INTO "drafts" VALUES(3,'d3','{"id": "d3", "customer": "我叫魏青禾，手机13900007788，需要准备哪些材料？(d3)", "history": [{"role": "customer", "text": "在吗"}], "profile": {"phone": "13900007788"}}','{"id": "d3", "reply": "您好，材料清单我整理好发您，最终能否获批以贷款机构审核为准。", "tier": "senior", "drafter": "embedded", "versions": {"rules": "r1"}}','2026-11-20T09:05:33.000000+00:00');
INSERT INTO "drafts" VALUES(4,'d1','{"id": "d1", "customer": "我叫魏青禾，手机13900007788，需要准备哪些材料？(d1)", "history": [{"role": "customer", "text": "在吗"}], "profile": {"phone": "13900007788"}}','{"id": "d1", "reply": "您好，材料清单我整理好发您，最终能否获批以贷款机构审核为准。", "tier": "routine", "drafter": "embedded", "versions": {"rules": "r1"}}','2026-11-20T09:06:10.000000+00:00');
INSERT INTO "drafts" VALUES(5,'d5','{"id": "d5", "customer": "我叫魏青禾，手机13900007788，需要准备哪些材料？(d5)", "history": [{"role": "customer", "text": "在吗"}], "profile": {"phone": "13900007788"}}','{"id": "d5", "reply": "您好，材料清单我整理好发您，最终能否获批以贷款机构审核为准。", "tier": "routine", "drafter": "embedded", "versions": {"rules": "r1"}}','2026-11-20T09:06:47.000000+00:00');
INSERT INTO "drafts" VALUES(6,'d6','{"id": "d6", "customer": "我叫魏青禾，手机13900007788，需要准备哪些材料？(d6)", "history": [{"role": "customer", "text": "在吗"}], "profile": {"phone": "13900007788"}}','{"id": "d6", "reply": "您好，材料清单我整理好发您，最终能否获批以贷款机构审核为准。", "tier": "routine", "drafter": "embedded", "versions": {"rules": "r1"}}','2026-11-20T09:07:24.000000+00:00');
CREATE TABLE idempotency (
	owner TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	body_sha256 TEXT NOT NULL, 
	started_at TEXT NOT NULL, 
	status INTEGER, 
	response JSON, 
	PRIMARY KEY (owner, "key")
);
INSERT INTO "idempotency" VALUES('rk_crm','k1','h1','2026-11-20T09:12:20.000000+00:00',201,'{"id": "d1"}');
CREATE TABLE keys (
	id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	token_sha256 TEXT NOT NULL, 
	scopes JSON NOT NULL, 
	person_id TEXT, 
	created_at TEXT NOT NULL, 
	expires_at TEXT NOT NULL, 
	revoked_at TEXT, 
	PRIMARY KEY (id), 
	UNIQUE (token_sha256), 
	FOREIGN KEY(person_id) REFERENCES people (id)
);
INSERT INTO "keys" VALUES('rk_36e2a09e4049','crm','6713d826e2e8be5d94804c2e53f379eacf3f5fb1a1f7cda5c685ba62e3c707bc','["check", "draft"]',NULL,'2026-11-20T09:01:51.000000+00:00','2027-11-20T09:01:51.000000+00:00',NULL);
INSERT INTO "keys" VALUES('ru_8ea1fbf02190','周可','8ebba5ff4658b3871b342e60ce67f03942aa666da0f2a61a832af5899c6d5062','[]','pe_40e90340c5d9','2026-11-20T09:02:28.000000+00:00','2027-11-20T09:02:28.000000+00:00',NULL);
INSERT INTO "keys" VALUES('rk_6bef0b9b0110','old','2cb3cc574ce14d2052704a3bb24cb57fe21a659e5677efb93853347fec568285','["check"]',NULL,'2026-11-20T09:03:05.000000+00:00','2027-11-20T09:03:05.000000+00:00','2026-11-20T09:03:42.000000+00:00');
CREATE TABLE people (
	id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	role TEXT NOT NULL, 
	created_at TEXT NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (name)
);
INSERT INTO "people" VALUES('pe_40e90340c5d9','周可','advisor','2026-11-20T09:00:37.000000+00:00');
INSERT INTO "people" VALUES('pe_bb80134573c3','吴双','advisor','2026-11-20T09:01:14.000000+00:00');
CREATE TABLE reviews (
	number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	id TEXT NOT NULL, 
	draft INTEGER NOT NULL, 
	state TEXT NOT NULL, 
	revision INTEGER NOT NULL, 
	tier TEXT NOT NULL, 
	tier_rank INTEGER NOT NULL, 
	customer_ref TEXT, 
	claimed_by TEXT, 
	created_at TEXT NOT NULL, 
	updated_at TEXT NOT NULL, 
	event INTEGER NOT NULL, 
	UNIQUE (id), 
	UNIQUE (draft), 
	FOREIGN KEY(draft) REFERENCES drafts (number), 
	FOREIGN KEY(event) REFERENCES audit_events (sequence)
);
INSERT INTO "reviews" VALUES(1,'rv_c109f843997061161101',1,'approved',2,'routine',2,'crm-7',NULL,'2026-11-20T09:04:19.000000+00:00','2026-11-20T09:08:01.000000+00:00',13);
INSERT INTO "reviews" VALUES(2,'rv_3085390949d4d63ac821',2,'approved',4,'urgent',0,'crm-7','吴双','2026-11-20T09:04:56.000000+00:00','2026-11-20T09:09:52.000000+00:00',16);
INSERT INTO "reviews" VALUES(3,'rv_8eb48796d0635c76a0c6',3,'rejected',2,'senior',1,NULL,NULL,'2026-11-20T09:05:33.000000+00:00','2026-11-20T09:10:29.000000+00:00',17);
INSERT INTO "reviews" VALUES(4,'rv_bdf65cfd9ce929b0d230',4,'claimed',2,'routine',2,'crm-8','周可','2026-11-20T09:06:10.000000+00:00','2026-11-20T09:11:06.000000+00:00',18);
INSERT INTO "reviews" VALUES(5,'rv_2b16e6cf7c588c218259',5,'pending',1,'routine',2,'crm-9',NULL,'2026-11-20T09:06:47.000000+00:00','2026-11-20T09:06:47.000000+00:00',11);
INSERT INTO "reviews" VALUES(6,'rv_a2a6947501d7f7038934',6,'approved',2,'routine',2,NULL,NULL,'2026-11-20T09:07:24.000000+00:00','2026-11-20T09:11:43.000000+00:00',19);
CREATE TABLE revisions (
	review_id TEXT NOT NULL, 
	revision INTEGER NOT NULL, 
	text TEXT NOT NULL, 
	text_sha256 TEXT NOT NULL, 
	"check" JSON NOT NULL, 
	person TEXT NOT NULL, 
	at TEXT NOT NULL, 
	PRIMARY KEY (review_id, revision), 
	FOREIGN KEY(review_id) REFERENCES reviews (id)
);
INSERT INTO "revisions" VALUES('rv_c109f843997061161101',1,'您好，材料清单我整理好发您，最终能否获批以贷款机构审核为准。','a67687a819e9822358465e42c4d5dbcfdfb7e228af793fcc505ddf1f2836848c','{"id": "d", "verdict": "pass", "text_sha256": "a67687a819e9822358465e42c4d5dbcfdfb7e228af793fcc505ddf1f2836848c", "findings": []}','rk_crm','2026-11-20T09:04:19.000000+00:00');
INSERT INTO "revisions" VALUES('rv_3085390949d4d63ac821',1,'您好，材料清单我整理好发您，最终能否获批以贷款机构审核为准。','a67687a819e9822358465e42c4d5dbcfdfb7e228af793fcc505ddf1f2836848c','{"id": "d", "verdict": "pass", "text_sha256": "a67687a819e9822358465e42c4d5dbcfdfb7e228af793fcc505ddf1f2836848c", "findings": []}','rk_crm','2026-11-20T09:04:56.000000+00:00');
INSERT INTO "revisions" VALUES('rv_8eb48796d0635c76a0c6',1,'您好，材料清单我整理好发您，最终能否获批以贷款机构审核为准。','a67687a819e9822358465e42c4d5dbcfdfb7e228af793fcc505ddf1f2836848c','{"id": "d", "verdict": "pass", "text_sha256": "a67687a819e9822358465e42c4d5dbcfdfb7e228af793fcc505ddf1f2836848c", "findings": []}','rk_crm','2026-11-20T09:05:33.000000+00:00');
INSERT INTO "revisions" VALUES('rv_bdf65cfd9ce929b0d230',1,'您好，材料清单我整理好发您，最终能否获批以贷款机构审核为准。','a67687a819e9822358465e42c4d5dbcfdfb7e228af793fcc505ddf1f2836848c','{"id": "d", "verdict": "pass", "text_sha256": "a67687a819e9822358465e42c4d5dbcfdfb7e228af793fcc505ddf1f2836848c", "findings": []}','rk_crm','2026-11-20T09:06:10.000000+00:00');
INSERT INTO "revisions" VALUES('rv_2b16e6cf7c588c218259',1,'您好，材料清单我整理好发您，最终能否获批以贷款机构审核为准。','a67687a819e9822358465e42c4d5dbcfdfb7e228af793fcc505ddf1f2836848c','{"id": "d", "verdict": "pass", "text_sha256": "a67687a819e9822358465e42c4d5dbcfdfb7e228af793fcc505ddf1f2836848c", "findings": []}','rk_crm','2026-11-20T09:06:47.000000+00:00');
INSERT INTO "revisions" VALUES('rv_a2a6947501d7f7038934',1,'您好，材料清单我整理好发您，最终能否获批以贷款机构审核为准。','a67687a819e9822358465e42c4d5dbcfdfb7e228af793fcc505ddf1f2836848c','{"id": "d", "verdict": "pass", "text_sha256": "a67687a819e9822358465e42c4d5dbcfdfb7e228af793fcc505ddf1f2836848c", "findings": []}','rk_crm','2026-11-20T09:07:24.000000+00:00');
INSERT INTO "revisions" VALUES('rv_3085390949d4d63ac821',3,'您好，清单在这里，获批与否由贷款机构决定。','708de462fac8f57eafeef439ea074cc968d2105179dc529e5f14becb8aa8a75f','{"id": "d", "verdict": "warn", "text_sha256": "708de462fac8f57eafeef439ea074cc968d2105179dc529e5f14becb8aa8a75f", "findings": [{"id": "w", "rule": "RD0101", "rule_version": "1.0.0", "severity": "warn", "text": "样例"}]}','吴双','2026-11-20T09:09:15.000000+00:00');
INSERT INTO "revisions" VALUES('rv_a2a6947501d7f7038934',2,'您好，清单在这里，获批与否由贷款机构决定。','708de462fac8f57eafeef439ea074cc968d2105179dc529e5f14becb8aa8a75f','{"id": "d", "verdict": "pass", "text_sha256": "708de462fac8f57eafeef439ea074cc968d2105179dc529e5f14becb8aa8a75f", "findings": []}','周可','2026-11-20T09:11:43.000000+00:00');
CREATE INDEX audit_by_subject ON audit_events (subject);
CREATE INDEX ix_drafts_draft_id ON drafts (draft_id);
CREATE INDEX reviews_queue ON reviews (state, tier_rank, number);
CREATE INDEX reviews_all ON reviews (tier_rank, number);
CREATE TRIGGER audit_events_no_UPDATE BEFORE UPDATE ON audit_events
BEGIN SELECT RAISE(ABORT, 'audit_events is append-only'); END;
CREATE TRIGGER audit_events_no_DELETE BEFORE DELETE ON audit_events
BEGIN SELECT RAISE(ABORT, 'audit_events is append-only'); END;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('reviews',6);
COMMIT;
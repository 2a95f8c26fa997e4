"""PostgreSQL through psycopg, for several servers on one store.

Writers are serialised by one advisory lock taken as a transaction begins; a reader sees one snapshot (REPEATABLE READ).
`synchronous_commit` is set on for our sessions, whatever the server's default is.
"""

from __future__ import annotations

import re

from sqlalchemy import URL, Connection, Engine, create_engine, event, text

from replydraft.adapters.store.hosts import told
from replydraft.errors import InputError, ReplydraftError, StoreError, StoreLocked

WRITER = 0x52445246
"""The advisory lock of the one writer (`RDRF`)."""

_SAID = {
    "25006": "数据库只读，无法写入 (read-only)",
    "53100": "数据库服务器磁盘已满，本次操作没有保存 (disk full)",
    "53300": "数据库连接数已满，请稍后再试 (too many connections)",
    "42501": "没有访问数据库的权限 (permission denied)",
    "28": "数据库拒绝登录，请检查用户名和密码 (sign-in refused)",
    "3D000": "没有这个数据库，请先建立 (no such database)",
    "XX001": "数据库文件已损坏，请从备份恢复 (corrupted)",
    "XX002": "数据库文件已损坏，请从备份恢复 (corrupted)",
    "58": "数据库服务器读写出错，请检查磁盘 (I/O error)",
    "57P": "数据库正在重启，请稍后再试；若刚提交过，请先刷新确认 (restarting)",
    "08": "数据库连接中断，请稍后再试；若刚提交过，请先刷新确认 (connection lost)",
}
_REFUSED = (
    (r'database ".*" does not exist', "3D000"),
    (r'role ".*" does not exist|authentication failed|no password supplied|pg_hba', "28"),
    (r"starting up|shutting down|recovery mode|not yet accepting", "57P"),
    (r"too many clients|connection slots", "53300"),
)
"""A refused connection comes without a code: told by its words, where the server speaks English."""
_BUSY = ("55P03", "40001", "40P01")


class PostgresDatabase:
    """engine.Kind over a server. Nothing is connected to before the first transaction."""

    def __init__(self, url: URL, *, busy_timeout_ms: int = 5000) -> None:
        self.name = url.set(drivername="postgresql").render_as_string(hide_password=True)
        options = f"-c lock_timeout={busy_timeout_ms} -c synchronous_commit=on -c timezone=UTC"
        self.engine: Engine = create_engine(
            url.set(drivername="postgresql+psycopg"),
            connect_args=told(url)
            | {
                "connect_timeout": 5,
                "options": options,
                "application_name": "replydraft",
                "keepalives_idle": 10,
                "tcp_user_timeout": 10_000,
            },
            hide_parameters=True,
            pool_pre_ping=True,
            pool_size=10,
            max_overflow=30,
        )

        @event.listens_for(self.engine, "begin")
        def _begin(connection: Connection) -> None:
            if connection.get_execution_options().get("replydraft_read", False):
                connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")

    def begin_write(self, connection: Connection) -> None:
        query = text("SELECT pg_advisory_xact_lock(:lock), current_setting('transaction_read_only')")
        if connection.execute(query, {"lock": WRITER}).one()[1] == "on":
            raise StoreError(f"{_SAID['25006']}: {self.name}")

    def ours(self, connection: Connection) -> bool:
        found = connection.execute(text("SELECT to_regclass('audit_events') IS NOT NULL")).scalar_one()
        return bool(found)

    def tidy(self) -> None:
        """Nothing: the server vacuums by itself."""

    def explain(self, error: BaseException) -> ReplydraftError:
        state = str(getattr(error, "sqlstate", None) or "")
        if not state and type(error).__name__ == "DataError":
            return InputError("holds a character that cannot be stored (NUL)", code="bad_unicode")
        if not state:
            state = next((code for words, code in _REFUSED if re.search(words, str(error))), "")
        if state in _BUSY:
            return StoreLocked(f"数据库正忙，请稍后再试 (locked): {self.name}")
        for prefix, words in _SAID.items():
            if state.startswith(prefix):
                return StoreError(f"{words}: {self.name}")
        if not state and type(error).__name__ in ("OperationalError", "InterfaceError"):
            words = "数据库连不上，请检查地址和服务是否启动 (cannot connect)"
            return StoreError(f"{words}: {self.name}")
        return StoreError(f"数据库出错 ({state or type(error).__name__}): {self.name}")

using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CellDynamics.Runs.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Interruptions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "HasLostFiles",
                table: "Workers",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "Interruptions",
                table: "Runs",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateIndex(
                name: "IX_Runs_FinishedUtc",
                table: "Runs",
                column: "FinishedUtc");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Runs_FinishedUtc",
                table: "Runs");

            migrationBuilder.DropColumn(
                name: "HasLostFiles",
                table: "Workers");

            migrationBuilder.DropColumn(
                name: "Interruptions",
                table: "Runs");
        }
    }
}

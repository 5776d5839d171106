namespace CellDynamics.Web.Tests;

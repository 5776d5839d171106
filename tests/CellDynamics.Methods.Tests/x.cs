namespace CellDynamics.Methods.Tests;
public class X { [Fact] public void One_is_one() => Assert.Equal(1, 1); }
